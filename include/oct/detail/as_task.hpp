// Whatever can be awaited, as a task.
#pragma once

#include <oct/detail/scope.hpp>
#include <oct/export.hpp>
#include <oct/task.hpp>

#include <concepts>
#include <utility>

namespace oct {
class Signal;
}

namespace oct::detail {

template <class T>
Task<T> as_task(Task<T> task) {
    return task;
}

template <std::derived_from<Wait> W>
auto as_task(W wait) -> Task<decltype(wait.await_resume())> {
    co_return co_await wait;
}

// In a header: clang 14 cannot instrument a coroutine of a library for fuzzing.
template <class S>
requires std::same_as<S, Signal> Task<> as_task(S& signal) {
    co_await signal;
}

template <class A>
concept Awaitable = requires(A&& awaitable) {
    as_task(std::forward<A>(awaitable));
};

}  // namespace oct::detail
