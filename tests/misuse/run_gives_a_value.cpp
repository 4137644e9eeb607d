// A run() that returns something.
// says: invalid covariant return type|conflicting return type|different return type
#include <oct/async.hpp>

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<int> run() override { co_return 1; }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_return; }
};
#endif
