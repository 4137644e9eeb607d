// A deadline for what is no wait.
// says: within\(\) takes a task
#include <oct/async.hpp>

#ifdef MISUSE
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::within(std::chrono::seconds(1), 7); }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::within(std::chrono::seconds(1), oct::readable(7)); }
};
#endif
