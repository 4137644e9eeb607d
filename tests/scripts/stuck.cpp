// A script that never returns from run().
#include <oct/transaction.hpp>

#include <chrono>
#include <thread>

namespace {

class Stuck : public oct::Transaction {
public:
    void run() override {
        for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    }
};

}  // namespace

OCT_TRANSACTION(Stuck)
