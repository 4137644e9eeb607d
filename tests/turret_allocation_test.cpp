// The fire path allocates nothing once it is warm: operator new counts.
#include <oct/cannon.hpp>

#include "support/catch.hpp"
#include "support/loop_deck.hpp"
#include "support/manual_clock.hpp"
#include "turret/cannon_thread.hpp"

#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>

namespace {

thread_local std::size_t allocations = 0;  // of this thread

}  // namespace

// Replaces operator new of the whole test program; the forms for arrays end here, too. Not inlined:
// where g++ sees free() but not malloc(), it warns of a pair that does not match.
// NOLINTBEGIN(misc-new-delete-overloads)
void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t& /*quietly*/) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
}
// NOLINTEND(misc-new-delete-overloads)

using namespace std::chrono_literals;
using oct::Task;

namespace {

constexpr int kShots = 500;

class Blocking : public oct::Transaction {
    void run() override {
        const auto pay = timer("pay");
        record("items in the shopping basket", 3ns);
    }
};

class Async : public oct::AsyncTransaction {
    Task<> setup() override { co_return; }
    Task<int> ask() {
        co_await oct::sleep_for(1ms);
        co_return 7;
    }
    Task<> run() override {
        const auto pay = timer("pay");
        record("items in the shopping basket", 3ns);
        co_await oct::within(1s, ask());
        co_await oct::sleep_for(0ns);
    }
};

class Together : public oct::AsyncTransaction {
    Task<int> answer() {
        co_await oct::sleep_for(1ms);
        answered_->set();
        co_return 7;
    }
    Task<> run() override {
        answered_.emplace();
        co_await oct::within(1s, oct::all(answer(), oct::sleep_for(2ms), *answered_));
    }
    std::optional<oct::Signal> answered_;
};

/// A cannon on a manual clock; a full block is emptied, as the queue does with it.
class Host : public oct::CannonHost {
public:
    Host() : CannonHost(loop_) {}
    oct::SampleBlock& block() override { return block_; }
    void ended(oct::AsyncCannon& /*cannon*/, oct::ShotEnd /*how*/) override {}
    void fire(oct::AsyncCannon& cannon) {
        cannon.fire();
        while (cannon.firing()) {
            clock_.advance(1ms);
            loop_.poll();
        }
        if (block_.size() == 100) block_.clear();
    }

private:
    oct::testing::ManualClock clock_;
    oct::Loop loop_{clock_};
    oct::SampleBlock block_;
};

template <class Fire>
std::size_t allocations_of(Fire fire) {
    for (int i = 0; i < kShots; ++i) fire();  // warms up
    const std::size_t before = allocations;
    for (int i = 0; i < kShots; ++i) fire();
    return allocations - before;
}

/// The same of what hands blocks over to `queue`; who takes them may allocate. The first rounds are
/// longer, so that there are as many warm blocks as the later ones will ever need at a time.
template <class Step>
std::size_t allocations_of_rounds(oct::turret::BlockQueue& queue, Step step) {
    std::size_t count = 0;
    for (int round = 0; round < 20; ++round) {
        const std::size_t before = allocations;
        const bool warm = round >= 10;
        for (int i = 0; i < (warm ? kShots : 2 * kShots); ++i) step();
        if (warm) count += allocations - before;
        auto taken = queue.take();
        REQUIRE_FALSE(taken.empty());
        for (auto& block : taken) queue.recycle(std::move(block));
    }
    return count;
}

}  // namespace

TEST_CASE("the counting of allocations counts", "[turret][async]") {
    const std::size_t before = allocations;

    const auto memory = std::make_unique<std::array<char, 100>>();

    CHECK(allocations > before);
}

TEST_CASE("a blocking cannon allocates nothing once it is warm", "[turret][async]") {
    const oct::TransactionConfig context;
    const oct::testing::ManualClock clock;
    oct::SampleBlock block;
    oct::Cannon cannon(std::make_unique<Blocking>(), clock);
    cannon.begin({clock.now(), clock.wall()}, context, {});

    const auto count = allocations_of([&] {
        cannon.fire(block);
        if (block.size() == 100) block.clear();
    });

    CHECK(count == 0);
}

TEMPLATE_TEST_CASE("an asynchronous cannon allocates nothing once it is warm", "[turret][async]",
                   Async, Together) {
    const oct::TransactionConfig context;
    Host host;
    host.begin({}, context, {});
    oct::AsyncCannon cannon(std::make_unique<TestType>(), host);
    cannon.begin();

    const auto count = allocations_of([&] { host.fire(cannon); });

    CHECK(count == 0);
}

TEST_CASE("the whole step of a blocking cannon allocates nothing once it is warm", "[turret]") {
    class Paying : public oct::Transaction {
    public:
        explicit Paying(const oct::testing::ManualClock& clock) : clock_(clock) {}
        void run() override {
            const auto pay = timer("pay");
            clock_.advance(1ms);
        }

    private:
        const oct::testing::ManualClock& clock_;
    };
    oct::TurretConfig config;
    config.cannons = 1;
    SECTION("at once") {}
    SECTION("paced") {
        config.plan.pacing = 2ms;
    }
    SECTION("open, catching up") {
        config.plan.rate = 900;
    }
    SECTION("open, random, skipping") {
        config.plan.rate = 1500;
        config.plan.arrivals = oct::Arrivals::Poisson;
        config.plan.when_behind = oct::WhenBehind::Skip;
    }
    const oct::testing::ManualClock clock;
    const oct::TransactionConfig context;
    oct::turret::BlockQueue queue{8 << 20};
    const oct::turret::Pacer pacer(config);
    oct::turret::RunSchedule run({clock.now(), clock.wall()}, clock.now(), pacer, false, 0);
    oct::turret::CannonThread cannon(std::make_unique<Paying>(clock), 0, queue, clock);
    cannon.prepare(context, pacer, run, {});

    const auto count = allocations_of_rounds(queue, [&] { cannon.step(); });

    CHECK(count == 0);
    CHECK(cannon.fired() == 30 * kShots);
}

TEST_CASE("the whole step of a loop thread allocates nothing once it is warm", "[turret][async]") {
    oct::testing::LoopDeck deck(8, [] { return std::make_unique<Async>(); });
    SECTION("at once") {}
    SECTION("open, random, skipping") {
        deck.config.plan.rate = 1500;
        deck.config.plan.arrivals = oct::Arrivals::Poisson;
        deck.config.plan.when_behind = oct::WhenBehind::Skip;
    }
    deck.prepare(0s);

    const auto count = allocations_of_rounds(deck.queue, [&] { deck.advance(1ms); });

    CHECK(count == 0);
    CHECK(deck.thread.fired() > kShots);
}
