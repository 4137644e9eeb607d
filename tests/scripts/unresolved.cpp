// A script that uses a function nobody defines.
#include <oct/transaction.hpp>

namespace shop {
int price(int article);
}

class Unresolved : public oct::Transaction {
public:
    void run() override { (void)shop::price(1); }
};

OCT_TRANSACTION(Unresolved)
