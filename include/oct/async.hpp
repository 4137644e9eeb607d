// What a coroutine can wait for: time, descriptors, deadlines, blocking calls, other threads.
#pragma once

#include <oct/error.hpp>
#include <oct/export.hpp>
#include <oct/loop.hpp>
#include <oct/task.hpp>

#include <chrono>
#include <concepts>
#include <exception>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace oct {

/// Thrown by a wait whose run is over: the stop deadline has passed.
///
/// No std::exception, so that code which catches those to try again does not catch this one.
struct Cancelled {};

/// co_await within(…) took longer than it was given.
class OCT_EXPORT TimeoutError : public Error {
public:
    using Error::Error;
};

/// co_await of it waits for a moment of the monotonic clock.
class OCT_EXPORT Sleep : public Wait {
public:
    explicit Sleep(SteadyTime due) noexcept : until_(due.time_since_epoch()), relative_(false) {}
    explicit Sleep(std::chrono::nanoseconds time) noexcept : until_(time), relative_(true) {}
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        return suspend(caller) && begin();
    }
    void await_resume() const { check(); }

private:
    bool begin();
    std::chrono::nanoseconds until_;
    bool relative_;
};

/// Waits for a time; 0 or less lets the others go first.
[[nodiscard]] inline Sleep sleep_for(std::chrono::nanoseconds time) {
    return Sleep(time);
}
[[nodiscard]] inline Sleep sleep_until(SteadyTime due) {
    return Sleep(due);
}

/// co_await of it waits until a descriptor can be read or written.
///
/// Errors: throws Error when `fd` is no open descriptor, or when another coroutine waits for the
///         same.
class OCT_EXPORT FdWait : public Wait {
public:
    enum class Direction : bool { Read, Write };
    FdWait(int fd, Direction direction) noexcept : fd_(fd), direction_(direction) {}
    FdWait(const FdWait& other) noexcept : FdWait(other.fd_, other.direction_) {}
    ~FdWait() override { end(); }
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        return suspend(caller) && begin();
    }
    void await_resume();

private:
    friend class async::Readiness;
    bool begin();
    void end() noexcept;
    void ready() noexcept;
    int fd_;
    Direction direction_;
    bool registered_ = false;
};

/// Waits until a read of `fd` would not block. The descriptor should be non-blocking, and read
/// until EAGAIN before the next wait: a wait may end early.
[[nodiscard]] inline FdWait readable(int fd) {
    return {fd, FdWait::Direction::Read};
}
[[nodiscard]] inline FdWait writable(int fd) {
    return {fd, FdWait::Direction::Write};
}

/// The scope of co_await within(…): cancelled when its time is over.
class OCT_EXPORT Deadline final : private Wakeup, public Scope {
public:
    Deadline(Scope& outer, std::chrono::nanoseconds time);
    [[nodiscard]] bool expired() const noexcept { return expired_; }
    [[noreturn]] void fail() const;  ///< throws TimeoutError

private:
    void wake() override;
    std::chrono::nanoseconds time_;
    bool expired_ = false;
};

/// co_await of it gives the task's result, or throws TimeoutError when its time is over first.
template <class T>
class Within {
public:
    Within(std::chrono::nanoseconds time, Task<T> task) : time_(time), task_(std::move(task)) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        static_assert(std::is_base_of_v<TaskPromise, P>,
                      "within() is awaited in a coroutine that is an oct::Task");
        deadline_.emplace(*caller.promise().scope, time_);
        task_.start(*deadline_);
        if (task_.done()) return false;
        task_.resume_at_end(caller);
        return true;
    }
    T await_resume() {
        try {
            return task_.result();
        } catch (const Cancelled&) {
            if (deadline_->expired()) deadline_->fail();
            throw;
        }
    }

private:
    std::chrono::nanoseconds time_;
    std::optional<Deadline> deadline_;
    Task<T> task_;  // last: what waits goes before its scope
};

/// Awaits `task`, for `time` at most: then its present wait throws Cancelled inside of it, and
/// TimeoutError comes out when it has ended.
template <class T>
[[nodiscard]] Within<T> within(std::chrono::nanoseconds time, Task<T> task) {
    return {time, std::move(task)};
}

/// A wait as a task of its own.
template <std::derived_from<Wait> W>
Task<> as_task(W wait) {
    co_await wait;
}

/// The same for a single wait: `co_await oct::within(1s, oct::readable(fd));`
template <std::derived_from<Wait> W>
[[nodiscard]] Within<void> within(std::chrono::nanoseconds time, W wait) {
    return {time, as_task(std::move(wait))};
}

/// A call on a helper thread, as something to wait for. It cannot be interrupted.
class OCT_EXPORT HelperCall : public Wait {
public:
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        return suspend(caller, Interrupt::No) && begin();
    }
    void await_resume();  ///< throws what the call threw

protected:
    HelperCall() = default;
    HelperCall(const HelperCall&) = delete;
    /// Waits for a call under way: its objects must outlive it.
    void finish() noexcept;

private:
    friend class async::HelperPool;
    bool begin();
    void call_and_post() noexcept;
    virtual void call() = 0;

    Loop* posted_to_ = nullptr;  // null: not begun
    HelperCall* next_call_ = nullptr;
    bool ended_ = false;  // guarded by the pool's mutex
    std::exception_ptr exception_;
};

/// HelperCall of a function.
template <class F>
class HelperFunction final : public HelperCall {
public:
    using Result = std::invoke_result_t<F&>;
    explicit HelperFunction(F& function) : function_(function) {}
    ~HelperFunction() override { finish(); }
    Result take() {
        if constexpr (!std::is_void_v<Result>) return std::move(*result_);
    }

private:
    void call() override {
        if constexpr (std::is_void_v<Result>)
            function_();
        else
            result_.emplace(function_());
    }
    struct Nothing {};
    F& function_;
    std::optional<std::conditional_t<std::is_void_v<Result>, Nothing, Result>> result_;
};

/// Runs a blocking call on a helper thread, so that the loop goes on: 64 threads a loop at most,
/// made when needed; further calls queue.
///
/// `auto rows = co_await oct::offload([&] { return database.query(text); });`
/// Errors:     what the call throws comes out. It is not interrupted by deadlines, nor at stop.
/// Threading:  `function` runs on another thread than the transaction, which waits meanwhile.
template <class F>
Task<std::invoke_result_t<F&>> offload(F function) {
    HelperFunction<F> call(function);
    co_await call;
    co_return call.take();
}

/// Set once, from any thread or callback; one coroutine waits for it: the bridge to libraries with
/// callbacks of their own.
///
///     oct::Signal answered;
///     library.ask("…", [&](Answer a) { answer = a; answered.set(); });
///     co_await answered;
///
/// Waiting for it is not interrupted by deadlines, nor at stop, because the callback refers to it:
/// give the operation a time limit of its own.
class OCT_EXPORT Signal {
public:
    Signal() = default;
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    void set() noexcept;
    [[nodiscard]] bool is_set() const noexcept;

    class OCT_EXPORT Waiter final : public Wait {
    public:
        explicit Waiter(Signal& signal) noexcept : signal_(signal) {}
        ~Waiter() override;
        [[nodiscard]] bool await_ready() const noexcept { return signal_.is_set(); }
        template <class P>
        bool await_suspend(std::coroutine_handle<P> caller) {
            return suspend(caller, Interrupt::No) && begin();
        }
        void await_resume() const { check(); }

    private:
        friend class Signal;
        bool begin();
        Signal& signal_;
        bool waits_ = false;
    };
    Waiter operator co_await() noexcept { return Waiter(*this); }

private:
    mutable std::mutex mutex_;  // held until the waiter is posted: it cannot go before
    Waiter* waiter_ = nullptr;
    bool set_ = false;
};

}  // namespace oct
