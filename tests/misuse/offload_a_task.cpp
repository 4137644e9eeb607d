// A coroutine given to a helper thread: it would never run.
// says: offload\(\) is for calls that block; await a coroutine as it is
#include <oct/async.hpp>

oct::Task<> ask() {
    co_await oct::sleep_for(std::chrono::milliseconds(1));
}

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override {
        co_await oct::offload([] { return ask(); });
    }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await ask(); }
};
#endif
