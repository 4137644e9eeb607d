// A forgotten `public`.
// says: derived publicly from oct::Transaction or oct::AsyncTransaction
#include <oct/transaction.hpp>

#ifdef MISUSE
class Buy : oct::Transaction {
    void run() override {}
};
#else
class Buy : public oct::Transaction {
    void run() override {}
};
#endif

void test() {
    oct::run_once<Buy>();
}
