// All of what is no wait.
// says: all\(\) takes tasks
#include <oct/async.hpp>

oct::Task<> step() {
    co_return;
}

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::all(step(), 7); }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::all(step(), step()); }
};
#endif
