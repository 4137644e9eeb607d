// A constructor that forgot its const, and would not be called.
// says: the constructor of a transaction takes a const oct::TransactionConfig&
#include <oct/load_test.hpp>

#ifdef MISUSE
struct Buy : oct::Transaction {
    Buy() = default;
    explicit Buy(oct::TransactionConfig& /*config*/) {}
    void run() override {}
};
#else
struct Buy : oct::Transaction {
    Buy() = default;
    explicit Buy(const oct::TransactionConfig& /*config*/) {}
    void run() override {}
};
#endif

void test() {
    oct::LoadTest().transaction<Buy>();
}
