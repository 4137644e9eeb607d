// A script whose constructor throws.
#include <oct/transaction.hpp>

#include <stdexcept>

namespace {

class Refuses : public oct::Transaction {
public:
    Refuses() { throw std::runtime_error("the license server does not answer"); }
    void run() override {}
};

}  // namespace

OCT_TRANSACTION(Refuses)
