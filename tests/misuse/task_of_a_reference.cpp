// A coroutine that returns a reference.
// says: a Task gives a value: return a pointer instead
#include <oct/async.hpp>

#ifdef MISUSE
oct::Task<int&> test(int& value) {
    co_return value;
}
#else
oct::Task<int*> test(int& value) {
    co_return &value;
}
#endif
