// What within() gives: a task in a scope whose time is limited.
#pragma once

#include <oct/detail/scope.hpp>
#include <oct/export.hpp>
#include <oct/task.hpp>

#include <chrono>
#include <coroutine>
#include <utility>

namespace oct::detail {

/// The scope inside within(), cancelled when its time is over; outside, a wait for its end.
class OCT_EXPORT Deadline : public Wait, public Scope {
protected:
    explicit Deadline(std::chrono::nanoseconds time) noexcept : time_(time) {}
    Deadline(const Deadline& other) noexcept : Deadline(other.time_) {}

    template <class P>
    void begin(std::coroutine_handle<P> caller) {
        suspend(caller);  // also when cancelled: what is inside runs up to its first wait
        begin();
    }
    /// Throws on what is being handled; TimeoutError in place of a Cancelled of its own.
    [[noreturn]] void rethrow() const;

private:
    void begin();
    void wake() override;
    void interrupt() noexcept override;

    std::chrono::nanoseconds time_;
    bool expired_ = false;
};

/// co_await of it gives the task's result, or throws TimeoutError when its time is over first.
template <class T>
class Within final : public Deadline {
public:
    Within(std::chrono::nanoseconds time, Task<T> task) : Deadline(time), task_(std::move(task)) {}
    Within(Within&&) noexcept = default;
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        begin(caller);
        task_.start(*this);
        return !task_.done();
    }
    T await_resume() {
        unlink();
        try {
            return task_.result();
        } catch (...) {
            rethrow();
        }
    }

private:
    void resumed() override {
        if (task_.done()) resume();
    }
    Task<T> task_;
};

template <class T>
Within(std::chrono::nanoseconds, Task<T>) -> Within<T>;

}  // namespace oct::detail
