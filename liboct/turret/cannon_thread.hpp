// A blocking cannon with its thread: takes its next start, waits, fires.
#pragma once

#include <oct/cannon.hpp>

#include "turret/cannon_schedule.hpp"
#include "turret/firing_thread.hpp"

#include <chrono>
#include <cstdint>
#include <memory>

namespace oct::turret {

/// One cannon that fires on a thread of its own, or in tests step by step on a clock that they
/// move.
///
/// Threading:  step() and finish() are its thread's, or a test's that drives it itself.
class CannonThread final : public FiringThread {
public:
    /// The turret's cannon `k`.
    CannonThread(std::unique_ptr<Transaction> transaction, std::uint32_t k, BlockQueue& queue,
                 const Clock& clock);
    ~CannonThread() override { join(); }

    void prepare(const TransactionConfig& context, const Pacer& pacer, RunSchedule& run,
                 const std::stop_token& stop) override;
    /// Takes the next start, waits for it, fires. False when there is none left, or stop came.
    bool step();
    /// Hands over what is left, once step() has returned false.
    void finish();

    [[nodiscard]] std::uint64_t fired() const noexcept override { return cannon_.fired(); }
    [[nodiscard]] std::uint64_t in_flight() const noexcept override { return cannon_.in_flight(); }
    [[nodiscard]] std::size_t cannons() const noexcept override { return 1; }

private:
    static constexpr SteadyTime kNotFired = SteadyTime::min();

    void fire() override;
    void begin();
    bool await_first();
    void account();
    void back_off(std::chrono::milliseconds wait);
    bool fire_at(SteadyTime moment);
    bool fire_judged(SteadyTime moment);

    Cannon cannon_;
    CannonSchedule place_;
    bool begun_ = false;
    bool is_there_ = false;         // its place in the ramp has come
    SteadyTime freed_ = kNotFired;  // end of its last transaction
};

}  // namespace oct::turret
