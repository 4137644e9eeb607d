// Aggregates: the same counts whatever the order and the grouping they are made in.
#include "measure/aggregate.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <vector>

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
    std::string of_class = "buy";
};

measure::Aggregate aggregate_of(nanoseconds interval) {
    return measure::Aggregate(measure::SeriesOptions{interval, 100, 50s});
}

std::vector<Event> events(std::mt19937_64& random, std::size_t count) {
    std::vector<Event> events(count);
    for (Event& event : events) {
        event.offset = nanoseconds(random() % 60'000'000'000);
        event.service = nanoseconds(random() % 5'000'000'000);
        if (random() % 5 == 0) event.error = "error " + std::to_string(random() % 4);
        event.timer = "timer " + std::to_string(random() % 3);
        event.turret = static_cast<std::int64_t>(1 + random() % 3);
        event.of_class = "class " + std::to_string(random() % 3);
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
    measure::ClassSeries& of = aggregate.of_class(event.of_class);
    aggregate.add(of, ended);
    aggregate.add_timer(aggregate.timer(of, event.timer), ended, event.service / 2);
}

// Whatever the order in which they came.
std::vector<measure::SeriesName> names_of(const measure::Aggregate& aggregate) {
    std::vector<measure::SeriesName> names;
    for (const measure::NamedSeries& named : aggregate.series().all()) names.push_back(named.name);
    std::sort(names.begin(), names.end());
    return names;
}

std::uint64_t succeeded(const measure::Aggregate& aggregate, const measure::SeriesName& name,
                        std::int64_t number) {
    std::uint64_t count = 0;
    for (const auto& [at, counts] : aggregate.series().intervals(name))
        if (at == number) count += counts->histogram.count();
    return count;
}

void check_same(const measure::Aggregate& a, const measure::Aggregate& b) {
    CHECK(a.totals() == b.totals());
    CHECK(a.interval() == b.interval());
    CHECK(a.turrets_by_id() == b.turrets_by_id());
    REQUIRE(names_of(a) == names_of(b));
    for (const measure::SeriesName& name : names_of(a)) {
        const auto left = a.series().intervals(name);
        const auto right = b.series().intervals(name);
        REQUIRE(left.size() == right.size());
        for (std::size_t i = 0; i < left.size(); ++i) {
            CHECK(left[i].first == right[i].first);
            CHECK(*left[i].second == *right[i].second);
        }
    }
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
    measure::Aggregate whole = aggregate_of(1s);
    for (const Event& event : all) add(whole, event);
    std::shuffle(all.begin(), all.end(), random);
    std::vector<measure::Aggregate> parts;
    for (int i = 0; i < 7; ++i) parts.push_back(aggregate_of(1s));
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
    measure::Aggregate aggregate = aggregate_of(10s);
    measure::ClassSeries& of = aggregate.of_class("buy");
    measure::Ended ended;
    ended.service = 2ms;
    ended.lag = 998ms;  // the target stood still
    aggregate.add(of, ended);
    ended.lag = std::nullopt;
    aggregate.add(of, ended);
    ended.lag = nanoseconds::max();
    aggregate.add(of, ended);

    const measure::Series& transactions = of.transactions().series;
    REQUIRE(transactions.intervals().size() == 1);
    const Histogram& total = transactions.intervals().begin()->second.histogram;
    CHECK(total.min() == 2ms);
    CHECK(total.percentile(50).count() == Approx(1e9).epsilon(0.001));
    CHECK(total.max() == nanoseconds::max());
}

TEST_CASE("aggregates with intervals of different length merge to the longer ones", "[measure]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto all = events(random, 500);
    measure::Aggregate whole = aggregate_of(4s);
    measure::Aggregate fine = aggregate_of(1s);
    measure::Aggregate coarse = aggregate_of(4s);
    for (const Event& event : all) {
        add(whole, event);
        add(random() % 2 == 0 ? fine : coarse, event);
    }

    fine.merge(std::move(coarse));

    check_same(fine, whole);
}

TEST_CASE("an aggregate doubles its intervals when there would be more than a thousand",
          "[measure]") {
    measure::Aggregate aggregate(measure::SeriesOptions{1s});
    add(aggregate, {.offset = 1s, .timer = "a"});
    add(aggregate, {.offset = 3000s, .timer = "a"});

    CHECK(aggregate.interval() == 4s);
    CHECK(succeeded(aggregate, {measure::SeriesKind::Transactions, ""}, 750) == 1);
    CHECK(succeeded(aggregate, {measure::SeriesKind::Timer, "a"}, 0) == 1);
}

TEST_CASE("what ends late never makes the intervals longer", "[measure]") {
    measure::Aggregate aggregate = aggregate_of(1s);
    add(aggregate, {.offset = 3000s, .timer = "a"});

    CHECK(aggregate.interval() == 1s);
}

TEST_CASE("timers beyond the bound on names are counted together", "[measure]") {
    using measure::SeriesSet;
    measure::Aggregate aggregate = aggregate_of(1s);
    const measure::Ended ended;
    for (std::size_t i = 0; i < SeriesSet::kMostTimers + 3; ++i) {
        measure::ClassSeries& of = aggregate.of_class(i % 2 == 0 ? "even" : "odd");
        aggregate.add_timer(aggregate.timer(of, "t" + std::to_string(i)), ended, 1ms);
    }

    const measure::SeriesName further{measure::SeriesKind::Timer,
                                      std::string(SeriesSet::kFurtherTimers)};
    CHECK(succeeded(aggregate, further, 0) == 3);
    CHECK(aggregate.series().all().size() == SeriesSet::kMostTimers + 4 + 2);
    CHECK(aggregate.totals().further_timers == 3);
    CHECK(aggregate.totals().timers == SeriesSet::kMostTimers + 3);
}

TEST_CASE("transaction classes beyond the bound are counted together", "[measure]") {
    using measure::SeriesSet;
    measure::Aggregate aggregate = aggregate_of(1s);
    for (std::size_t i = 0; i < SeriesSet::kMostClasses + 3; ++i)
        add(aggregate, {.timer = "a", .of_class = "class " + std::to_string(i)});

    const measure::SeriesName further{measure::SeriesKind::Transactions, "",
                                      std::string(SeriesSet::kFurtherClasses)};
    CHECK(succeeded(aggregate, further, 0) == 3);
    CHECK(succeeded(aggregate, {measure::SeriesKind::Transactions, ""}, 0) ==
          SeriesSet::kMostClasses + 3);
}

TEST_CASE("succeeded and failed transactions are counted apart, and so are their timers",
          "[measure]") {
    measure::Aggregate aggregate = aggregate_of(1s);
    add(aggregate, {.service = 7ms, .timer = "a"});
    add(aggregate, {.service = 14ms, .error = "no", .timer = "a"});

    // the lag of these is a seventh of the service time; the timer takes half of it
    for (const auto& [name, least] :
         {std::pair(measure::SeriesName{measure::SeriesKind::Transactions, ""}, nanoseconds(8ms)),
          std::pair(measure::SeriesName{measure::SeriesKind::Timer, "a"}, nanoseconds(3500us))}) {
        const auto intervals = aggregate.series().intervals(name);
        REQUIRE(intervals.size() == 1);
        const measure::IntervalCounts& counts = *intervals[0].second;
        CHECK(counts.histogram.count() == 1);
        CHECK(counts.histogram.max() == least);
        CHECK(counts.failed.count() == 1);
        CHECK(counts.failed.max() == 2 * least);
        CHECK(counts.errors == 1);
        CHECK(counts.ended() == 2);
    }
}

TEST_CASE("what ends at the stop or later is counted apart, also of a run stopped early",
          "[measure]") {
    const bool early = GENERATE(false, true);
    measure::Aggregate aggregate(
        measure::SeriesOptions{1s, 100, early ? nanoseconds(10s) : nanoseconds(1500ms)});
    add(aggregate, {.offset = 1200ms, .timer = "a"});
    if (early) aggregate.stop(1500ms);
    for (const nanoseconds offset : {1500ms - 1ns, nanoseconds(1500ms), nanoseconds(1600ms)})
        add(aggregate, {.offset = offset, .timer = "a"});

    for (const auto kind : {measure::SeriesKind::Transactions, measure::SeriesKind::Timer}) {
        const measure::SeriesName name{kind, kind == measure::SeriesKind::Timer ? "a" : ""};
        CHECK(succeeded(aggregate, name, 1) == 2);
        CHECK(succeeded(aggregate, name, measure::kAfterStop) == 2);
    }
}

TEST_CASE("a timer's responses are counted where a limit asks for them", "[measure]") {
    Limit limit = Limit::parse("p99(pay) < 20ms");
    limit.response = true;
    limit.of_class = "buy";
    measure::Aggregate aggregate(
        measure::SeriesOptions{1s, 100, 50s, measure::responses_of({limit})});
    measure::Ended ended;
    ended.lag = 7ms;
    for (const char* name : {"buy", "look"})
        for (const char* timer : {"pay", "ship"}) {
            measure::ClassSeries& of = aggregate.of_class(name);
            aggregate.add_timer(aggregate.timer(of, timer), ended, 3ms);
        }

    const auto responses = aggregate.series().intervals({measure::SeriesKind::Response, "pay"});
    REQUIRE(responses.size() == 1);
    CHECK(responses[0].second->histogram.max() == 10ms);
    CHECK(aggregate.series().intervals({measure::SeriesKind::Response, "ship"}).empty());
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
