// What both kinds share is no kind of its own.
// says: TransactionBase\(\).* is private|implicitly-deleted default constructor
#include <oct/transaction.hpp>

#ifdef MISUSE
class Buy : public oct::TransactionBase {};
#else
class Buy : public oct::Transaction {
    void run() override {}
};
#endif

Buy buy;
