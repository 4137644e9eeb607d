// A script of coroutines: sleeps a millisecond.
#include <oct/async.hpp>

class AsyncNap : public oct::AsyncTransaction {
    oct::Task<> run() override {
        const auto timer = this->timer("nap");
        co_await oct::sleep_for(std::chrono::milliseconds(1));
    }
};
OCT_TRANSACTION(AsyncNap)
