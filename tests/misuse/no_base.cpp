// A class that is no transaction.
// says: derived publicly from oct::Transaction or oct::AsyncTransaction
#include <oct/transaction.hpp>

#ifdef MISUSE
struct Buy {
    void run() {}
};
#else
class Buy : public oct::Transaction {
    void run() override {}
};
#endif

void test() {
    oct::run_once<Buy>();
}
