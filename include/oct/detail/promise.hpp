// What the compiler keeps in the frame of a coroutine that is an oct::Task.
#pragma once

#include <oct/export.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

namespace oct::detail {

class Scope;

/// Memory for coroutine frames: a thread keeps what it is given back for the next frame of the same
/// size, so that a coroutine that is called again and again stops allocating.
[[nodiscard]] OCT_EXPORT void* allocate_frame(std::size_t bytes);
OCT_EXPORT void release_frame(void* frame, std::size_t bytes) noexcept;

/// The part of a coroutine's promise that does not depend on its result.
///
/// Threading:  confined to the thread of its loop.
class Promise {
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
    std::coroutine_handle<> continuation{};
    std::exception_ptr exception{};
};

/// Promise with the value that the coroutine returns.
template <class T>
class ValuePromise : public Promise {
public:
    // As a return converts: not by constructors that want to be called by name.
    template <class U = T>
    requires std::convertible_to<U&&, T>
    void return_value(U&& value) { value_.emplace(std::forward<U>(value)); }
    T take() { return std::move(*value_); }

private:
    std::optional<T> value_{};
};

template <>
class ValuePromise<void> : public Promise {
public:
    void return_void() noexcept {}
    void take() noexcept {}
};

}  // namespace oct::detail
