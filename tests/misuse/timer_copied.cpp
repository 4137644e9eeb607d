// Two timers out of one.
// says: deleted
#include <oct/transaction.hpp>

#ifdef MISUSE
class Buy : public oct::Transaction {
    void run() override {
        auto pay = timer("pay");
        auto both = pay;
        both.stop();
    }
};
#else
class Buy : public oct::Transaction {
    void run() override {
        auto pay = timer("pay");
        auto& both = pay;
        both.stop();
    }
};
#endif
