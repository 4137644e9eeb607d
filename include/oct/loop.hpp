// The loop that coroutines run on: timers, descriptors, and calls from other threads.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>
#include <oct/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace oct::async {  // inside liboct
class Spawned;
class TimerWheel;
class WakeupList;
}  // namespace oct::async

namespace oct {

namespace detail {
class FdWait;
class HelperCall;
}  // namespace detail

/// Something that a loop will wake: it stands in at most one of the loop's lists at a time.
///
/// Threading:  confined to the loop's thread.
class OCT_EXPORT Wakeup {
public:
    Wakeup() = default;
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;
    virtual ~Wakeup() { unlink(); }

    virtual void wake() = 0;
    [[nodiscard]] bool linked() const noexcept { return place_ != nullptr; }
    /// Leaves the list; it will not be woken.
    void unlink() noexcept {
        if (place_ == nullptr) return;
        *place_ = next_;
        if (next_ != nullptr) next_->place_ = place_;
        place_ = nullptr;
    }

private:
    friend class async::WakeupList;
    friend class async::TimerWheel;
    Wakeup* next_ = nullptr;
    Wakeup** place_ = nullptr;  // what points to this one; null: in no list
    std::int64_t tick_ = 0;     // of the timer wheel
};

/// Runs what is due: sleepers to 65 µs (never early), descriptors, and what other threads post.
///
/// It has no thread of its own: a thread calls run() in a loop, or a foreign loop watches fd(),
/// and calls poll() when that is readable and at next().
/// Errors:     the constructor throws Error when the process has no file descriptor left.
/// Threading:  confined to one thread, but for post() and interrupt().
class OCT_EXPORT Loop {
public:
    explicit Loop(const Clock& clock = Clock::real());
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Wakes what is due now and does not wait. Returns how many were woken.
    std::size_t poll();
    /// Waits until something is due, `longest` at most, and wakes it.
    std::size_t run(std::chrono::nanoseconds longest);

    /// Starts a task that nobody awaits; the loop owns it. What it throws is lost.
    void spawn(Task<> task);

    /// When poll() should be called although fd() is not readable; nothing: no need.
    [[nodiscard]] std::optional<SteadyTime> next() const;
    /// Readable when poll() has something to do; for the poll(2) of a foreign loop.
    [[nodiscard]] int fd() const noexcept;
    [[nodiscard]] const Clock& clock() const noexcept { return clock_; }

    /// Wakes at `due`, or with the next poll() when that has passed.
    void at(SteadyTime due, Wakeup& wakeup);
    /// Wakes with the next poll(), after those that are already waiting for it.
    void soon(Wakeup& wakeup) noexcept;
    /// Wakes with the next poll(). From any thread; the wakeup outlives the call.
    void post(Wakeup& wakeup);
    /// Takes back what was posted and not woken yet.
    void withdraw(Wakeup& wakeup) noexcept;
    /// Ends the wait of run(). From any thread.
    void interrupt() noexcept;

private:
    friend class detail::FdWait;
    friend class detail::HelperCall;
    friend class async::Spawned;
    struct OCT_NO_EXPORT Parts;
    const Clock& clock_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace oct
