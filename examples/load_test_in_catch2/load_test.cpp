// A load test as a Catch2 test case: the service under test is called from eight cannons at once.
#include <oct/load_test.hpp>

#include <mutex>
#include <stdexcept>
#include <thread>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

using namespace std::chrono_literals;

namespace {

/// Stands for the service under test: one caller at a time, 1 ms each.
class Warehouse {
public:
    void take(int count) {
        if (count <= 0) throw std::invalid_argument("take something");
        const std::scoped_lock lock(mutex_);
        std::this_thread::sleep_for(1ms);
    }

private:
    std::mutex mutex_;
};

Warehouse warehouse;

class Buy : public oct::Transaction {
public:
    void run() override {
        auto t = timer("take");
        warehouse.take(1);
    }
};

class BuyNothing : public oct::Transaction {
public:
    void run() override { warehouse.take(0); }
    void tear_down() override { std::this_thread::sleep_for(10ms); }
};

}  // namespace

TEST_CASE("the warehouse serves eight buyers at once") {
    const oct::Summary summary = oct::LoadTest()
                                     .cannons(8)
                                     .run_time(1s)
                                     .limit("p95(take) < 200ms")
                                     .limit("errors <= 0")
                                     .limit("count > 100")
                                     .transaction<Buy>()
                                     .run();

    INFO(summary.to_text());  // with a failure: which limit, by how much, and since when
    CHECK(summary.limits_met());
    CHECK(summary.ledger.balances());
}

TEST_CASE("a refused order is a result and not the end of the test") {
    const oct::Summary summary =
        oct::LoadTest().cannons(2).run_time(300ms).transaction<BuyNothing>().run();

    CHECK(summary.ledger.balances());
    CHECK(summary.errors == summary.transactions);
    REQUIRE_FALSE(summary.error_messages.empty());
    CHECK(summary.error_messages.front().message == "take something");
}
