// A timer of a transaction that does not run here.
// says: protected
#include <oct/transaction.hpp>

#ifdef MISUSE
oct::Timer pay(oct::Transaction& other) {
    return other.timer("pay");
}
#else
class Buy : public oct::Transaction {
    oct::Timer pay() { return timer("pay"); }
    void run() override { const auto paid = pay(); }
};
#endif
