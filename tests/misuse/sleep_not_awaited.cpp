// A sleep that nobody awaits.
// says: nodiscard
#include <oct/async.hpp>

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override {
        oct::sleep_for(std::chrono::seconds(1));
        co_return;
    }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::sleep_for(std::chrono::seconds(1)); }
};
#endif
