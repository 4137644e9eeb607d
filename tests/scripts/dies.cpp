// A script whose hundredth run ends its process: by the signal `signal`, or with exit status 0.
#include <oct/transaction.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace {

class Dies : public oct::Transaction {
public:
    explicit Dies(const oct::TransactionConfig& config)
        : signal_(config.value<int>("signal").value_or(0)) {}

    void run() override {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (++runs_ < 100) return;
        if (signal_ == 0) std::_Exit(0);
        std::raise(signal_);
    }

private:
    int signal_;
    int runs_ = 0;
};

}  // namespace

OCT_TRANSACTION(Dies)
