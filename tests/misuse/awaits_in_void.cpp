// co_await in a blocking transaction.
// says: what awaits is an oct::Task<>: derive from oct::AsyncTransaction
#include <oct/async.hpp>

#ifdef MISUSE
class Buy : public oct::Transaction {
    void run() override { co_await oct::sleep_for(std::chrono::seconds(1)); }
};
#else
class Buy : public oct::AsyncTransaction {
    oct::Task<> run() override { co_await oct::sleep_for(std::chrono::seconds(1)); }
};
#endif
