// Two signals out of one: only one of them would be set.
// says: deleted
#include <oct/async.hpp>

#ifdef MISUSE
bool was_set(const oct::Signal& signal) {
    const oct::Signal copy = signal;
    return copy.is_set();
}
#else
bool was_set(const oct::Signal& signal) {
    const oct::Signal& same = signal;
    return same.is_set();
}
#endif
