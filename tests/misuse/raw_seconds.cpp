// A number that has no unit.
// says: cannot convert .int. to|no viable conversion from .int. to
#include <oct/load_test.hpp>

#ifdef MISUSE
void test() {
    oct::LoadTest().run_time(5);
}
#else
void test() {
    oct::LoadTest().run_time(std::chrono::seconds(5));
}
#endif
