// The block that a thread's samples go into, handed over when it is full or old.
#pragma once

#include <oct/clock.hpp>

#include "turret/block_queue.hpp"

#include <chrono>
#include <utility>

namespace oct::turret {

/// Borrows blocks of the queue for a thread that fires.
///
/// Threading:  confined to that thread.
/// Ownership:  the queue outlives it.
class BlockFiller {
public:
    static constexpr std::size_t kSamples = 256;          // about 20 KiB with two timers
    static constexpr std::chrono::milliseconds kAge{50};  // so that live figures are live

    explicit BlockFiller(BlockQueue& queue) : queue_(queue) {}

    void begin() {
        if (!block_) block_ = queue_.borrow();
        since_ = SteadyTime::min();
    }
    [[nodiscard]] SampleBlock& block() noexcept { return *block_; }
    [[nodiscard]] bool empty() const noexcept { return block_->empty(); }

    /// A sample was added that ended `now`.
    void added(SteadyTime now) {
        if (block_->size() >= kSamples || now >= since_ + kAge) hand_over(now);
    }
    /// The last sample ended at `last`, the next will not start before `moment`: what is measured
    /// must not wait that long.
    void pause(SteadyTime last, SteadyTime moment) {
        if (!block_->empty() && moment >= last + kAge) hand_over(last);
    }
    /// For who looks often.
    void look(SteadyTime now) {
        if (block_->empty())
            since_ = now;
        else if (now >= since_ + kAge)
            hand_over(now);
    }
    /// Hands over what is left.
    void end() {
        if (block_) queue_.hand_over(std::exchange(block_, nullptr));
    }

private:
    void hand_over(SteadyTime now) {
        block_ = queue_.exchange(std::move(block_));
        since_ = now;
    }

    BlockQueue& queue_;
    BlockPtr block_;
    SteadyTime since_{};  // nothing in the block is older
};

}  // namespace oct::turret
