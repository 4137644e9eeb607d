// A number that has no unit.
// says: cannot convert|could not convert|no viable conversion
#include <oct/histogram.hpp>

#ifdef MISUSE
void test(oct::Histogram& histogram, double seconds) {
    histogram.record(seconds);
}
#else
void test(oct::Histogram& histogram, double seconds) {
    using std::chrono::nanoseconds;
    histogram.record(
        std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(seconds)));
}
#endif
