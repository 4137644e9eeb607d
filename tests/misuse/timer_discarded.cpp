// A timer that ends in the line that begins it.
// says: nodiscard
#include <oct/transaction.hpp>

#ifdef MISUSE
class Buy : public oct::Transaction {
    void run() override { timer("pay"); }
};
#else
class Buy : public oct::Transaction {
    void run() override {
        auto pay = timer("pay");
        pay.stop();
    }
};
#endif
