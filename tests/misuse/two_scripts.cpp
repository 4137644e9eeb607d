// Two transactions in one script.
// says: redefinition of
#include <oct/transaction.hpp>

class Buy : public oct::Transaction {
    void run() override {}
};
class Sell : public Buy {};

#ifdef MISUSE
OCT_TRANSACTION(Buy)
OCT_TRANSACTION(Sell)
#else
OCT_TRANSACTION(Buy)
#endif
