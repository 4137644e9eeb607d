// A constructor that is private by oversight.
// says: a transaction has a public constructor that takes
#include <oct/transaction.hpp>

#ifdef MISUSE
class Buy : public oct::Transaction {
    Buy() = default;
    void run() override {}
};
#else
class Buy : public oct::Transaction {
public:
    Buy() = default;
    void run() override {}
};
#endif

OCT_TRANSACTION(Buy)
