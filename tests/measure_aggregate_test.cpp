// Aggregates: the same counts whatever the order and the grouping they are made in.
#include "measure/aggregate.hpp"
#include "support/catch.hpp"

#include <random>

using namespace std::chrono_literals;
using namespace oct;
using std::chrono::nanoseconds;

namespace {

struct Event {
    nanoseconds offset{};
    nanoseconds service{};
    std::string error = {};
    std::string timer = {};
    std::int64_t turret = 1;
};

std::vector<Event> events(std::mt19937_64& random, std::size_t count) {
    std::vector<Event> events(count);
    for (Event& event : events) {
        event.offset = nanoseconds(random() % 60'000'000'000);
        event.service = nanoseconds(random() % 5'000'000'000);
        if (random() % 5 == 0) event.error = "error " + std::to_string(random() % 4);
        event.timer = "timer " + std::to_string(random() % 3);
        event.turret = static_cast<std::int64_t>(1 + random() % 3);
    }
    return events;
}

void add(measure::Aggregate& aggregate, const Event& event) {
    const std::string name = "turret " + std::to_string(event.turret);
    measure::Ended ended;
    ended.offset = event.offset;
    ended.service = event.service;
    ended.lag = event.service / 7;
    ended.error = event.error;
    ended.turret = name;
    ended.turret_id = event.turret;
    ended.end_s = 1e9 + static_cast<double>(event.offset.count()) / 1e9;
    ended.start_s = 1e9;
    aggregate.add(ended);
    aggregate.add_timer(aggregate.timer(event.timer), event.offset, event.service / 2);
}

void check_same(const measure::Aggregate& a, const measure::Aggregate& b) {
    CHECK(a.totals() == b.totals());
    CHECK(a.interval() == b.interval());
    CHECK(a.transactions().intervals() == b.transactions().intervals());
    CHECK(a.lag().intervals() == b.lag().intervals());
    CHECK(a.turrets_by_id() == b.turrets_by_id());
    REQUIRE(a.timers().size() == b.timers().size());
    for (const auto& [name, series] : a.timers())
        CHECK(series.intervals() == b.find({measure::SeriesKind::Timer, name})->intervals());
    for (const measure::ErrorGroup& group : a.errors().groups()) {
        const auto& others = b.errors().groups();
        CHECK(std::find(others.begin(), others.end(), group) != others.end());
    }
}

}  // namespace

TEST_CASE("aggregates of any split merged in any order are the same bit for bit", "[measure]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    auto all = events(random, 2000);
    measure::Aggregate whole(1s);
    for (const Event& event : all) add(whole, event);
    std::shuffle(all.begin(), all.end(), random);
    std::vector<measure::Aggregate> parts;
    for (int i = 0; i < 7; ++i) parts.emplace_back(1s);
    for (const Event& event : all) add(parts[random() % parts.size()], event);
    std::shuffle(parts.begin(), parts.end(), random);

    while (parts.size() > 1) {
        const std::size_t into = random() % (parts.size() - 1);
        parts[into].merge(std::move(parts.back()));
        parts.pop_back();
    }

    check_same(parts.front(), whole);
}

TEST_CASE("response times count from the intended start", "[measure]") {
    measure::Aggregate aggregate(10s, 100);
    measure::Ended ended;
    ended.service = 2ms;
    ended.lag = 998ms;  // the target stood still
    aggregate.add(ended);
    ended.lag = std::nullopt;
    aggregate.add(ended);
    ended.lag = nanoseconds::max();
    aggregate.add(ended);

    REQUIRE(aggregate.transactions().intervals().size() == 1);
    const measure::Histogram& total =
        aggregate.transactions().intervals().begin()->second.histogram;
    CHECK(total.min() == 2ms);
    CHECK(total.percentile(50).count() == Approx(1e9).epsilon(0.001));
    CHECK(total.max() == nanoseconds::max());
}

TEST_CASE("aggregates with intervals of different length merge to the longer ones", "[measure]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto all = events(random, 500);
    measure::Aggregate whole(4s);
    measure::Aggregate fine(1s);
    measure::Aggregate coarse(4s);
    for (const Event& event : all) {
        add(whole, event);
        add(random() % 2 == 0 ? fine : coarse, event);
    }

    fine.merge(std::move(coarse));

    check_same(fine, whole);
}

TEST_CASE("an aggregate doubles its intervals when there would be more than a thousand",
          "[measure]") {
    measure::Aggregate aggregate(1s);
    add(aggregate, {.offset = 1s, .timer = "a"});
    add(aggregate, {.offset = 3000s, .timer = "a"});

    CHECK(aggregate.interval() == 4s);
    CHECK(aggregate.transactions().intervals().at(750).histogram.count() == 1);
    CHECK(aggregate.timers().front().second.intervals().at(0).histogram.count() == 1);
}

TEST_CASE("timers beyond the bound on names are counted together", "[measure]") {
    measure::Aggregate aggregate(1s);
    for (std::size_t i = 0; i < measure::Aggregate::kMostTimers + 3; ++i)
        aggregate.add_timer(aggregate.timer("t" + std::to_string(i)), 0s, 1ms);

    CHECK(aggregate.timers().size() == measure::Aggregate::kMostTimers + 1);
    CHECK(aggregate.timers().back().first == measure::Aggregate::kFurtherTimers);
    CHECK(aggregate.totals().further_timers == 3);
    CHECK(aggregate.totals().timers == measure::Aggregate::kMostTimers + 3);
}

TEST_CASE("messages beyond the bound are counted together and long ones are cut", "[measure]") {
    measure::ErrorGroups groups;
    for (std::size_t i = 0; i < measure::ErrorGroups::kMostMessages + 3; ++i)
        groups.add("message " + std::to_string(i), 1s, "t");
    std::string text = "x";
    for (int i = 0; i < 600; ++i) text += "\u00e9";
    measure::ErrorGroups cut;
    cut.add(text, 2s, "late");
    cut.add(text, 1s, "early");

    REQUIRE(groups.groups().size() == measure::ErrorGroups::kMostMessages + 1);
    CHECK(groups.groups().back() ==
          measure::ErrorGroup{std::string(measure::ErrorGroups::kOthers), 3, 1s, 1s, "t"});
    REQUIRE(cut.groups().size() == 1);
    CHECK(cut.groups()[0].message.size() == 999);
    CHECK(cut.groups()[0].turret == "early");
    CHECK(cut.groups()[0].last == 2s);
}
