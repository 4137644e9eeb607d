// A coroutine that nobody awaits: it would never begin.
// says: nodiscard
#include <oct/async.hpp>

oct::Task<> step() {
    co_return;
}

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override {
        step();
        co_return;
    }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await step(); }
};
#endif
