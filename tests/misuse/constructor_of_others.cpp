// A constructor that nobody can call.
// says: a transaction has a public constructor that takes
#include <oct/transaction.hpp>

#ifdef MISUSE
class Buy : public oct::Transaction {
public:
    explicit Buy(int /*port*/) {}
    void run() override {}
};
#else
class Buy : public oct::Transaction {
public:
    explicit Buy(const oct::TransactionConfig& config) : port_(config.value<int>("port")) {}
    void run() override {}

private:
    std::optional<int> port_;
};
#endif

void test() {
    oct::run_once<Buy>();
}
