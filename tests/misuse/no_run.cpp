// A transaction without run().
// says: a transaction has a run\(\) of its own
#include <oct/transaction.hpp>

#ifdef MISUSE
class Buy : public oct::Transaction {
    void setup() override {}
};
#else
class Buy : public oct::Transaction {
    void setup() override {}
    void run() override {}
};
#endif

void test() {
    oct::run_once<Buy>();
}
