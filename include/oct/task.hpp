// Task<T>: what a user's coroutine returns; it runs when it is awaited.
#pragma once

#include <oct/export.hpp>

#include <cassert>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace oct {

class Scope;

/// Memory for coroutine frames: a thread keeps what it is given back for the next frame of the same
/// size, so that a coroutine that is called again and again stops allocating.
[[nodiscard]] OCT_EXPORT void* allocate_frame(std::size_t bytes);
OCT_EXPORT void release_frame(void* frame, std::size_t bytes) noexcept;

/// The part of a coroutine's promise that does not depend on its result.
///
/// Threading:  confined to the thread of its loop.
class TaskPromise {
public:
    static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
    static void operator delete(void* frame, std::size_t bytes) noexcept {
        release_frame(frame, bytes);
    }

    /// Resumes whoever awaits the coroutine, if anybody does yet.
    struct Final {
        bool await_ready() noexcept { return false; }
        template <class P>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<P> ended) noexcept {
            const auto next = ended.promise().continuation;
            return next ? next : std::noop_coroutine();
        }
        void await_resume() noexcept {}
    };
    std::suspend_always initial_suspend() noexcept { return {}; }
    Final final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { exception = std::current_exception(); }

    Scope* scope = nullptr;  ///< what it waits in; that of its caller
    std::coroutine_handle<> continuation;
    std::exception_ptr exception;
};

/// TaskPromise with the value that the coroutine returns.
template <class T>
class ValuePromise : public TaskPromise {
public:
    template <class U>
    void return_value(U&& value) {
        value_.emplace(std::forward<U>(value));
    }
    T take() { return std::move(*value_); }

private:
    std::optional<T> value_;
};

template <>
class ValuePromise<void> : public TaskPromise {
public:
    void return_void() noexcept {}
    void take() noexcept {}
};

/// A coroutine that starts when it is awaited and then gives its result, or throws what it threw.
///
/// An empty Task<> is done already. Destroying one that waits ends it: the objects in its frame are
/// destroyed, and what it waited for is forgotten.
/// Threading:  confined to the thread of its loop.
/// Ownership:  owns the coroutine's frame and, through it, every coroutine that it awaits.
template <class T = void>
class [[nodiscard]] Task {
public:
    class promise_type  // NOLINT(readability-identifier-naming): the name that the language asks
                        // for
        : public ValuePromise<T> {
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
    void start(Scope& scope) {
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
        auto& promise = coroutine_.promise();
        if (promise.exception) std::rethrow_exception(promise.exception);
        return promise.take();
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
        static_assert(std::is_base_of_v<TaskPromise, P>,
                      "an oct::Task is awaited in a coroutine that is an oct::Task itself");
        start(*caller.promise().scope);
        if (coroutine_.done()) return false;
        resume_at_end(caller);
        return true;
    }
    T await_resume() { return result(); }

private:
    explicit Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

    std::coroutine_handle<promise_type> coroutine_;
};

}  // namespace oct
