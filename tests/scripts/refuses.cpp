// A script whose constructor throws, or, with the key `after`, throws when it has made that many.
#include <oct/transaction.hpp>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace {

std::atomic<int> made = 0;

class Refuses : public oct::Transaction {
public:
    explicit Refuses(const oct::TransactionConfig& config) {
        if (made++ >= config.value<int>("after").value_or(0))
            throw std::runtime_error("the license server does not answer");
    }
    void run() override { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }
};

}  // namespace

OCT_TRANSACTION(Refuses)
