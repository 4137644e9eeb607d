// The smallest script: proves that oct_add_script reaches a consumer with its library.
#include <oct/transaction.hpp>

class Nothing : public oct::Transaction {
public:
    void run() override {}
};
OCT_TRANSACTION(Nothing)
