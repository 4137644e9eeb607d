// A task awaited in a coroutine of another library.
// says: an oct::Task is awaited in a coroutine that is an oct::Task itself
#include <oct/async.hpp>

struct Foreign {
    struct promise_type {
        Foreign get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
    };
};
oct::Task<> step() {
    co_return;
}

#ifdef MISUSE
Foreign test() {
    co_await step();
}
#else
oct::Task<> test() {
    co_await step();
}
#endif
