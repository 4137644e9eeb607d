// What the compiler says of a void run() with a co_await in it: its own words would be about
// promises.
#pragma once

#include <oct/task.hpp>
#include <oct/transaction.hpp>

#include <concepts>
#include <coroutine>

template <std::derived_from<oct::TransactionBase> T>
struct std::coroutine_traits<void, T&> {
    static_assert(
        sizeof(T) == 0,
        "what awaits is an oct::Task<>: derive from oct::AsyncTransaction, and let setup(), "
        "run() and tear_down() return it");
    using promise_type = oct::Task<>::promise_type;
};
