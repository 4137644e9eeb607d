// A load test as a GoogleTest case: limits decide, and a failure shows the whole table of them.
#include <oct/load_test.hpp>

#include <gtest/gtest.h>
#include <map>
#include <shared_mutex>
#include <string>

using namespace std::chrono_literals;

namespace {

/// Stands for the code under test: a cache that many readers and a few writers share.
class Cache {
public:
    std::string get(int key) const {
        const std::shared_lock lock(mutex_);
        const auto found = values_.find(key);
        return found == values_.end() ? std::string() : found->second;
    }
    void put(int key, std::string value) {
        const std::scoped_lock lock(mutex_);
        values_[key] = std::move(value);
    }

private:
    mutable std::shared_mutex mutex_;
    std::map<int, std::string> values_;
};

Cache cache;

class UseCache : public oct::Transaction {
public:
    void run() override {
        ++key_;
        if (key_ % 10 == 0) {
            auto t = timer("put");
            cache.put(key_ % 1000, "value");
        } else {
            auto t = timer("get");
            cache.get(key_ % 1000);
        }
    }

private:
    int key_ = 0;
};

}  // namespace

TEST(Cache, KeepsItsLimitsUnderLoad) {
    const oct::Summary summary = oct::LoadTest()
                                     .cannons(4)
                                     .run_time(1s)
                                     .limit("errors <= 0")
                                     .limit("p50(get) < 100ms")
                                     .limit("count(put) > 10")
                                     .transaction<UseCache>()
                                     .run();

    EXPECT_TRUE(summary.limits_met()) << summary.to_text();
    EXPECT_NE(summary.verdict.grade, oct::Grade::Invalid) << summary.to_text();
}
