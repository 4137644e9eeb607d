// A wait in a coroutine of another library.
// says: this is awaited in a coroutine that is an oct::Task
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

#ifdef MISUSE
Foreign test() {
    co_await oct::sleep_for(std::chrono::seconds(1));
}
#else
oct::Task<> test() {
    co_await oct::sleep_for(std::chrono::seconds(1));
}
#endif
