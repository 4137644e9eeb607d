// Values of custom timers that are none: the result stays, and somebody says so.
#include <oct/async.hpp>
#include <oct/cannon.hpp>

#include "support/catch.hpp"
#include "turret/bad_values.hpp"

#include <memory>
#include <string>

using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using oct::turret::BadValues;

namespace {

/// Records what is one, and much that is none.
template <class Base>
class Careless : public Base {
protected:
    void careless() {
        this->record("good", 1ms);
        this->record("queue", -1ns);
        this->record("queue", -2h);
        this->record("", 3ms);
        const auto nameless = this->timer("");
        this->record(std::string(257, 'x'), 4ms);
        this->record(std::string(256, 'y'), 0ns);
    }
};
class Blocking : public Careless<oct::Transaction> {
    void run() override { careless(); }
};
class Async : public Careless<oct::AsyncTransaction> {
    oct::Task<> run() override {
        careless();
        co_return;
    }
};

}  // namespace

TEST_CASE("a value below 0 and one without a good name cost nothing but themselves",
          "[turret][async]") {
    const bool async = GENERATE(false, true);

    const auto result = async ? oct::run_once<Async>() : oct::run_once<Blocking>();

    CHECK(result.error.empty());
    REQUIRE(result.timers.size() == 2);
    CHECK(result.timers[0] == std::pair<std::string, std::chrono::nanoseconds>("good", 1ms));
    CHECK(result.timers[1].first == std::string(256, 'y'));
    REQUIRE(result.remarks.size() == 3);
    CHECK(result.remarks[0] == "2 values of the timer \"queue\" were below 0 and are left out.");
    CHECK(result.remarks[1] == "2 values of timers without a name are left out.");
    CHECK(result.remarks[2] == "1 value of the timer \"" + std::string(37, 'x') +
                                   "…\" is left out: its name has more than 256 bytes.");
    CHECK_THAT(result.to_string(), Contains(result.remarks[0] + "\n"));
    CHECK_THAT(result.to_json(), Contains(R"("remarks": ["2 values of the timer \"queue\")"));
}

TEST_CASE("a transaction without bad values says nothing of them", "[turret]") {
    class Good : public oct::Transaction {
        void run() override { record("good", 0ns); }
    };
    const auto result = oct::run_once<Good>();
    CHECK(result.remarks.empty());
    CHECK_THAT(result.to_json(), Contains(R"("remarks": []})"));
}

TEST_CASE("a timer is counted once whatever is wrong with its values", "[turret]") {
    BadValues bad;
    bad.add(BadValues::Why::Negative, "x");
    bad.add(BadValues::Why::LongName, "x");

    CHECK(bad.by_timer() == std::vector<std::pair<std::string, std::uint64_t>>{{"x", 2}});
}

TEST_CASE("of many timers with bad values those with most are named and all are counted",
          "[turret]") {
    BadValues bad;
    for (int timer = 0; timer < 2000; ++timer) {
        bad.add(BadValues::Why::Negative, "t" + std::to_string(timer));
        if (timer < 5) bad.add(BadValues::Why::Negative, "t" + std::to_string(timer));
    }

    CHECK(bad.count() == 2005);
    const auto remarks = bad.remarks();
    REQUIRE(remarks.size() == 6);
    CHECK_THAT(remarks[4], Contains("2 values of the timer \"t4\""));
    CHECK(remarks[5] == "1,995 values of further timers are left out, too.");

    const auto timers = bad.by_timer();
    REQUIRE(timers.size() == 21);
    CHECK(timers[4] == std::pair<std::string, std::uint64_t>("t4", 2));
    CHECK(timers[20] ==
          std::pair<std::string, std::uint64_t>("(further timers)", 2005 - 5 * 2 - 15));

    bad.clear();
    CHECK(bad.count() == 0);
    CHECK(bad.remarks().empty());
    CHECK(bad.by_timer().empty());
}
