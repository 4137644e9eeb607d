// Two load tests out of one.
// says: deleted
#include <oct/load_test.hpp>

#ifdef MISUSE
oct::LoadTest test(oct::LoadTest& other) {
    return other;
}
#else
oct::LoadTest test(oct::LoadTest& other) {
    return std::move(other);
}
#endif
