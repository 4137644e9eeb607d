// Scopes and waits: what coroutines run in, and what suspends, wakes and interrupts them.
#pragma once

#include <oct/export.hpp>
#include <oct/loop.hpp>
#include <oct/task.hpp>

#include <coroutine>
#include <type_traits>

namespace oct::detail {

class Wait;

/// What a chain of coroutines that await each other runs in: their loop, the one thing that the
/// innermost of them waits for, and whether they were cancelled.
///
/// Scopes nest through waits: what within() and all() suspend their caller with holds scopes of its
/// own, and cancels them when it is interrupted.
/// Threading:  confined to the loop's thread.
class OCT_EXPORT Scope {
public:
    explicit Scope(Loop& loop) noexcept : loop_(&loop) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    virtual ~Scope() = default;

    [[nodiscard]] Loop& loop() const noexcept { return *loop_; }
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }
    /// Every wait inside throws Cancelled from now on, also the present one.
    void cancel() noexcept;
    /// Called after each resumption of a coroutine inside; it may destroy the scope.
    virtual void resumed() {}

protected:
    Scope() noexcept = default;  // enter() follows
    void enter(const Scope& outer) noexcept {
        loop_ = outer.loop_;
        cancelled_ = outer.cancelled_;
    }
    /// Lets coroutines wait again.
    void clear_cancelled() noexcept { cancelled_ = false; }

private:
    friend class Wait;
    Loop* loop_ = nullptr;
    Wait* pending_ = nullptr;
    bool cancelled_ = false;
};

/// Base of what coroutines wait for: the suspended coroutine, as something to wake.
class OCT_EXPORT Wait : public Wakeup {
public:
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void wake() override;

protected:
    Wait() = default;
    /// A copy waits for the same, but does not wait yet.
    Wait(const Wait&) noexcept : Wait() {}
    Wait& operator=(const Wait&) = delete;
    ~Wait() override;

    /// Called first in await_suspend(). False when the scope is cancelled: do not suspend then.
    template <class P>
    bool suspend(std::coroutine_handle<P> caller) {
        static_assert(std::is_base_of_v<Promise, P>,
                      "this is awaited in a coroutine that is an oct::Task");
        return suspend(*caller.promise().scope, caller);
    }
    /// Ends the wait. What was awaited may be gone when this returns.
    void resume();
    /// Throws Cancelled when the scope was cancelled. Called in await_resume().
    void check() const;
    [[nodiscard]] Scope& scope() const noexcept { return *scope_; }
    [[nodiscard]] Loop& loop() const noexcept { return scope_->loop(); }

private:
    friend class Scope;
    bool suspend(Scope& scope, std::coroutine_handle<> caller) noexcept;
    /// The scope was cancelled: ends the wait, unless it has to go on.
    virtual void interrupt() noexcept;
    void forget() noexcept;

    Scope* scope_ = nullptr;
    std::coroutine_handle<> coroutine_{};
};

}  // namespace oct::detail
