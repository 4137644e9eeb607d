// How the cannons of a turret end: deadlines on a clock that the test moves, cannons on threads.
#include <oct/async.hpp>

#include "support/catch.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "turret/cease_fire.hpp"

#include <atomic>
#include <memory>
#include <thread>

using namespace std::chrono_literals;
using namespace oct::turret;

namespace {

/// Opened by the test, so that what waits for it returns.
class Gate {
public:
    void open() {
        open_ = true;
        open_.notify_all();
    }
    void wait() {
        ++waiting_;
        waiting_.notify_all();
        open_.wait(false);
    }
    /// Until somebody waits.
    void await() const { waiting_.wait(0); }

private:
    std::atomic<bool> open_ = false;
    std::atomic<int> waiting_ = 0;
};

class Blocks final : public oct::Transaction {
public:
    explicit Blocks(Gate& gate) : gate_(gate) {}
    void run() override { gate_.wait(); }

private:
    Gate& gate_;
};

class Offloads final : public oct::AsyncTransaction {
public:
    explicit Offloads(Gate& gate) : gate_(gate) {}
    oct::Task<> run() override {
        co_await oct::offload([this] { gate_.wait(); });
    }

private:
    Gate& gate_;
};

class BlocksItsLoop final : public oct::AsyncTransaction {
public:
    explicit BlocksItsLoop(Gate& gate) : gate_(gate) {}
    oct::Task<> run() override {
        if (++runs_ > kQuick) gate_.wait();
        co_return;
    }
    static constexpr std::size_t kQuick = 10;

private:
    Gate& gate_;
    std::size_t runs_ = 0;
};

/// A turret's cannon that waits for the gate, told to cease fire.
template <class T>
class Ceasing {
public:
    explicit Ceasing(const oct::TurretOptions& options)
        : cease_(*battery_, options, clock_, {log_, "test"}) {
        const oct::Clock& real = oct::Clock::real();
        battery_->start({real.now(), real.wall()}, context_, false);
        gate_.await();
        cease_.begin();
    }
    ~Ceasing() { gate_.open(); }

    /// Whether all is over when that much more time has passed.
    bool complete_after(std::chrono::nanoseconds time) {
        clock_.advance(time);
        return cease_.complete();
    }
    void return_from_run() {
        gate_.open();
        while (!battery_->stopped()) std::this_thread::yield();
    }
    /// Samples that have been handed over.
    [[nodiscard]] std::size_t finished() {
        std::size_t samples = 0;
        for (const auto& block : queue_.take()) samples += block->size();
        return samples;
    }
    [[nodiscard]] std::size_t stuck() const { return cease_.stuck(); }
    [[nodiscard]] const Battery& battery() const { return *battery_; }
    [[nodiscard]] const oct::testing::RecordingLog& log() const { return log_; }

private:
    Gate gate_;
    oct::testing::ManualClock clock_;
    oct::testing::RecordingLog log_;
    oct::TransactionConfig context_;
    BlockQueue queue_{1 << 20};
    std::unique_ptr<Battery> battery_ = make_battery(
        {},
        [this](const oct::TransactionConfig&) -> std::unique_ptr<oct::TransactionBase> {
            return std::make_unique<T>(gate_);
        },
        queue_, oct::Clock::real(), {log_, "test"});
    CeaseFire cease_;
};

constexpr auto kNever = std::chrono::nanoseconds::max();

}  // namespace

TEST_CASE("a call in offload that does not return is given up after the time to unwind",
          "[turret][async]") {
    Ceasing<Offloads> ceasing({.stop_deadline = kNever, .interrupt_after = 5s});

    CHECK_FALSE(ceasing.complete_after(4999ms));
    CHECK_FALSE(ceasing.complete_after(1ms));
    CHECK_FALSE(ceasing.complete_after(2999ms));
    CHECK(ceasing.complete_after(1ms));

    CHECK(ceasing.stuck() == 1);
    CHECK(ceasing.battery().in_flight() == 1);
    CHECK(ceasing.log().contains("1 cannons did not return from run() in time"));
}

TEST_CASE("what a coroutine that blocks its loop has finished before is taken from it",
          "[turret][async]") {
    Ceasing<BlocksItsLoop> ceasing({.stop_deadline = 5s, .interrupt_after = 5s});

    CHECK_FALSE(ceasing.complete_after(5s));
    CHECK(ceasing.complete_after(3s));

    CHECK(ceasing.stuck() == 1);
    CHECK(ceasing.finished() == BlocksItsLoop::kQuick);
    CHECK(ceasing.battery().in_flight() == 1);
    ceasing.return_from_run();
    CHECK(ceasing.finished() == 0);
    CHECK(ceasing.battery().in_flight() == 1);
}

TEST_CASE("a blocking run is waited for without a deadline", "[turret]") {
    Ceasing<Blocks> ceasing({.stop_deadline = kNever, .interrupt_after = 5s});

    CHECK_FALSE(ceasing.complete_after(24h));
    CHECK(ceasing.log().contains("waiting for 1 cannons to return from run()"));
    ceasing.return_from_run();

    CHECK(ceasing.complete_after(0s));
    CHECK(ceasing.stuck() == 0);
    CHECK(ceasing.battery().in_flight() == 0);
}

TEST_CASE("a blocking run is given up at its deadline", "[turret]") {
    Ceasing<Blocks> ceasing({.stop_deadline = 5s});

    CHECK_FALSE(ceasing.complete_after(4999ms));
    CHECK(ceasing.complete_after(1ms));

    CHECK(ceasing.stuck() == 1);
    CHECK(ceasing.battery().in_flight() == 1);
}
