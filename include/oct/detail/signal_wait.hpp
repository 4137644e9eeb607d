// What co_await of a Signal is.
#pragma once

#include <oct/detail/scope.hpp>
#include <oct/export.hpp>

#include <coroutine>

namespace oct {
class Signal;
}

namespace oct::detail {

/// Waits until another thread or a callback has set the signal.
class OCT_EXPORT SignalWait final : public Wait {
public:
    explicit SignalWait(Signal& signal) noexcept : signal_(&signal) {}
    SignalWait(const SignalWait& other) noexcept : SignalWait(*other.signal_) {}
    SignalWait& operator=(const SignalWait&) = delete;
    ~SignalWait() override;
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        return suspend(caller) && begin();
    }
    void await_resume() const { check(); }

private:
    friend class oct::Signal;
    bool begin();
    Signal* signal_;
    bool waits_ = false;
};

}  // namespace oct::detail
