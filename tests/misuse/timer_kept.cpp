// A timer that outlives its iteration.
// says: no match for .operator=.|no viable overloaded .=.
#include <oct/transaction.hpp>

#ifdef MISUSE
class Buy : public oct::Transaction {
    void run() override { pay_ = timer("pay"); }
    std::optional<oct::Timer> pay_;
};
#else
class Buy : public oct::Transaction {
    void run() override { const auto pay = timer("pay"); }
};
#endif
