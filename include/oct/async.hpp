// A transaction of coroutines, for very many virtual users on few threads, and what it can wait
// for.
#pragma once

#include <oct/clock.hpp>
#include <oct/detail/as_task.hpp>
#include <oct/detail/fd_wait.hpp>
#include <oct/detail/helper_call.hpp>
#include <oct/detail/join.hpp>
#include <oct/detail/signal_wait.hpp>
#include <oct/detail/sleep.hpp>
#include <oct/detail/void_run.hpp>
#include <oct/detail/within.hpp>
#include <oct/error.hpp>
#include <oct/export.hpp>
#include <oct/loop.hpp>
#include <oct/sample.hpp>
#include <oct/task.hpp>
#include <oct/transaction.hpp>

#include <chrono>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

namespace oct {

/// Thrown by a wait that is interrupted: the stop deadline of the run has passed, or the time of a
/// within() around it. Every wait after it throws the same.
///
/// No std::exception, so that code which catches those to try again does not catch this one.
struct Cancelled {};

/// co_await within(…) took longer than it was given.
class OCT_EXPORT TimeoutError : public Error {
public:
    using Error::Error;
};

/// Waits for a time; 0 or less lets the others go first.
[[nodiscard]] inline detail::Sleep sleep_for(std::chrono::nanoseconds time) {
    return detail::Sleep(time);
}
[[nodiscard]] inline detail::Sleep sleep_until(SteadyTime due) {
    return detail::Sleep(due);
}

/// Waits until a read of `fd` would not block. The descriptor should be non-blocking, and read
/// until EAGAIN before the next wait: a wait may end early.
///
/// Errors: throws Error when `fd` is no open descriptor, or when another coroutine waits for the
///         same.
[[nodiscard]] inline detail::FdWait readable(int fd) {
    return {fd, detail::FdWait::Direction::Read};
}
[[nodiscard]] inline detail::FdWait writable(int fd) {
    return {fd, detail::FdWait::Direction::Write};
}

/// Awaits a task, a Signal or another wait, for `time` at most, and gives its result. After the
/// time what is waited for inside is interrupted, and TimeoutError comes out when that has ended.
///
///     co_await oct::within(1s, oct::readable(fd));
template <class A>
[[nodiscard]] auto within(std::chrono::nanoseconds time, A&& awaitable) {
    static_assert(detail::Awaitable<A>,
                  "within() takes a task, moved when it has a name, a Signal "
                  "with a name, or a wait");
    if constexpr (detail::Awaitable<A>)
        return detail::Within(time, detail::as_task(std::forward<A>(awaitable)));
}

/// Awaits several at once, and gives their results in the order they are written in, as a tuple;
/// one that gives nothing has no place in it.
///
///     auto [page, style] = co_await oct::all(get("/"), get("/style.css"));
///
/// Each runs up to its first wait, one after the other; then they take turns on the loop.
/// Errors:     waits for all of them, then throws what the one that failed first has thrown.
/// Ownership:  takes its tasks. Memory is that of coroutine frames.
template <class... A>
[[nodiscard]] auto all(A&&... awaitables) {
    static_assert((detail::Awaitable<A> && ...),
                  "all() takes tasks, moved when they have a name, "
                  "Signals with a name, and waits; or one vector of tasks, moved");
    if constexpr ((detail::Awaitable<A> && ...))
        return detail::join(detail::as_task(std::forward<A>(awaitables))...);
}
/// The same of as many as there are: the results are a vector, or nothing.
template <class T>
[[nodiscard]] auto all(std::vector<Task<T>>&& tasks) {
    return detail::join(std::move(tasks));
}

/// Runs a blocking call on a helper thread, so that the loop goes on: 64 threads a loop at most,
/// made when needed; further calls queue.
///
/// `auto rows = co_await oct::offload([&] { return database.query(text); });`
/// Errors:     what the call throws comes out. It is not interrupted by deadlines, nor at stop.
/// Threading:  `function` runs on another thread than the transaction, which waits meanwhile.
template <std::invocable F>
Task<std::invoke_result_t<F&>> offload(F function) {
    static_assert(!detail::Awaitable<std::invoke_result_t<F&>>,
                  "offload() is for calls that block; await a coroutine as it is");
    detail::HelperFunction<F> call(function);
    co_await call;
    co_return call.take();
}

/// Set once, from any thread or callback; one coroutine waits for it: the bridge to libraries with
/// callbacks of their own.
///
///     struct Reply { oct::Signal came; Answer answer; };
///     const auto reply = std::make_shared<Reply>();
///     library.ask("…", [reply](Answer a) { reply->answer = a; reply->came.set(); });
///     co_await oct::within(1s, reply->came);
///
/// The wait may be interrupted, and the callback still come: so it owns what it refers to.
/// Errors:     co_await throws Error when another coroutine waits for it.
/// Threading:  set() and is_set() from any thread; what was written before set() is seen after the
///             wait.
class OCT_EXPORT Signal {
public:
    Signal() = default;
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    void set() noexcept;
    [[nodiscard]] bool is_set() const noexcept;
    detail::SignalWait operator co_await() noexcept { return detail::SignalWait(*this); }

private:
    friend class detail::SignalWait;
    mutable std::mutex mutex_{};  // held until the waiter is posted: it cannot go before
    detail::SignalWait* waiter_ = nullptr;
    bool set_ = false;
};

/// A virtual user's test as coroutines: the same hooks, timers and samples as Transaction.
///
///     oct::Task<> run() override {
///         auto t = timer("think");
///         co_await oct::sleep_for(10ms);
///     }
///
/// Many of them share a thread: what blocks in one of them delays them all. Wait with what
/// <oct/async.hpp> has, or leave a blocking call to a helper thread with oct::offload().
/// Errors:     as Transaction. At the stop deadline every wait throws Cancelled, and what was fired
///             counts as in flight, as a blocking run() that has not returned then.
/// Threading:  confined to its loop's thread from the first setup() on; the constructor runs on the
///             turret's thread.
class OCT_EXPORT AsyncTransaction : public TransactionBase {
public:
    ~AsyncTransaction() override;

    virtual Task<> setup();      ///< Before each run, not measured.
    virtual Task<> run() = 0;    ///< Measured; a thrown exception becomes an error.
    virtual Task<> tear_down();  ///< After each run, also a failed one; not measured.

private:
    friend class AsyncCannon;
    std::vector<TimerValue> values_{};  // of the timers of the run() under way
};

}  // namespace oct
