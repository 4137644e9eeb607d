// What sleep_for() and sleep_until() give: a moment to wait for.
#pragma once

#include <oct/clock.hpp>
#include <oct/detail/scope.hpp>
#include <oct/export.hpp>

#include <chrono>
#include <coroutine>

namespace oct::detail {

/// co_await of it waits for a moment of the monotonic clock.
class OCT_EXPORT Sleep : public Wait {
public:
    explicit Sleep(SteadyTime due) noexcept : until_(due.time_since_epoch()), relative_(false) {}
    explicit Sleep(std::chrono::nanoseconds time) noexcept : until_(time), relative_(true) {}
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        if (!suspend(caller)) return false;
        begin();
        return true;
    }
    void await_resume() const { check(); }

private:
    void begin();
    std::chrono::nanoseconds until_;
    bool relative_;
};

}  // namespace oct::detail
