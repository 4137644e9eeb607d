// Task<T>: what a user's coroutine returns; it runs when it is awaited.
#pragma once

#include <oct/detail/promise.hpp>

#include <cassert>
#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>

namespace oct {

/// A coroutine that starts when it is awaited and then gives its result, or throws what it threw.
///
/// An empty Task<> is done already. Destroying one that waits ends it: the objects in its frame are
/// destroyed, and what it waited for is forgotten.
/// Threading:  confined to the thread of its loop.
/// Ownership:  owns the coroutine's frame and, through it, every coroutine that it awaits.
template <class T = void>
class [[nodiscard]] Task {
    static_assert(!std::is_reference_v<T>, "a Task gives a value: return a pointer instead");

public:
    class promise_type  // NOLINT(readability-identifier-naming): the name that the language asks
                        // for
        : public detail::ValuePromise<T> {
    public:
        Task get_return_object() noexcept {
            return Task(std::coroutine_handle<promise_type>::from_promise(*this));
        }
    };

    Task() noexcept = default;
    Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, {})) {}
    Task& operator=(Task&& other) noexcept {
        if (this != &other) {
            if (coroutine_) coroutine_.destroy();
            coroutine_ = std::exchange(other.coroutine_, {});
        }
        return *this;
    }
    ~Task() {
        if (coroutine_) coroutine_.destroy();
    }

    /// Runs the coroutine up to its first wait. Called once; co_await does it for its operand.
    void start(detail::Scope& scope) {
        if (!coroutine_) return;
        coroutine_.promise().scope = &scope;
        coroutine_.resume();
    }
    [[nodiscard]] bool done() const noexcept { return !coroutine_ || coroutine_.done(); }
    /// What it returned, or throws what it threw; once, when done.
    T result() {
        assert(done());
        if constexpr (std::is_void_v<T>) {
            if (!coroutine_) return;
        }
        if (const auto thrown = exception()) std::rethrow_exception(thrown);
        return coroutine_.promise().take();
    }
    /// What it threw; null: nothing.
    [[nodiscard]] std::exception_ptr exception() const noexcept {
        return coroutine_ ? coroutine_.promise().exception : nullptr;
    }
    /// Lets `caller` be resumed when the coroutine ends.
    void resume_at_end(std::coroutine_handle<> caller) noexcept {
        coroutine_.promise().continuation = caller;
    }

    [[nodiscard]] bool await_ready() const noexcept { return done(); }
    // The coroutine runs inside this call up to its first wait, so that a chain of coroutines that
    // never wait needs no deeper stack, not even where the compiler makes no tail calls (-O0).
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        static_assert(std::is_base_of_v<detail::Promise, P>,
                      "an oct::Task is awaited in a coroutine that is an oct::Task itself");
        start(*caller.promise().scope);
        if (coroutine_.done()) return false;
        resume_at_end(caller);
        return true;
    }
    T await_resume() { return result(); }

private:
    explicit Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

    std::coroutine_handle<promise_type> coroutine_{};
};

}  // namespace oct
