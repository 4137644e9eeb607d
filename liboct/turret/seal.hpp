// Lets a block be taken from a thread that does not come back from the user's code.
#pragma once

#include <atomic>
#include <memory>

namespace oct {
class Transaction;
}  // namespace oct

namespace oct::turret {

/// Says whether a thread that fires is with its block, or in the user's code and away from it. Once
/// it is closed, a thread that is away does not get at the block again, whenever it comes back.
///
/// The fence between "I am here" and "is it closed?" is asymmetric: who fires pays for two plain
/// writes and a read, and who closes has the kernel stop every thread at a fence (membarrier(2)).
/// Threading:  enter(), leave() and given_up() are the firing thread's, open() and close() the I/O
///             thread's; open() while the other does not run.
class Seal {
public:
    /// Timers of `transaction`, too, ask it before they touch the block.
    [[nodiscard]] std::unique_ptr<Transaction> guard(std::unique_ptr<Transaction> transaction);
    void open() noexcept;

    /// Comes to the block; false when that has been taken: it is not touched any more.
    bool enter() noexcept {
        here_.store(true, std::memory_order_relaxed);
        std::atomic_signal_fence(std::memory_order_seq_cst);  // close() does the other half
        if (!closed_.load(std::memory_order_acquire)) return true;
        given_up_ = true;
        leave();
        return false;
    }
    void leave() noexcept { here_.store(false, std::memory_order_release); }
    [[nodiscard]] bool given_up() const noexcept { return given_up_; }

    /// Closes it; true when the thread is away, so that the block is the caller's.
    [[nodiscard]] bool close() noexcept;

private:
    std::atomic<bool> here_ = false;
    std::atomic<bool> closed_ = false;
    bool given_up_ = false;
};

/// In the scope of this a thread is with its block, if it may; `seal` null: nobody takes that.
class Presence {
public:
    explicit Presence(Seal* seal) noexcept : seal_(seal), may_(seal == nullptr || seal->enter()) {}
    ~Presence() {
        if (may_ && seal_ != nullptr) seal_->leave();
    }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;

    explicit operator bool() const noexcept { return may_; }

private:
    Seal* const seal_;
    const bool may_;
};

}  // namespace oct::turret
