// A script that takes two milliseconds, or `nap_ms`, and fails every `fail_every` times when that
// key is set.
#include <oct/transaction.hpp>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace {

class Nap : public oct::Transaction {
public:
    explicit Nap(const oct::TransactionConfig& config)
        : nap_(config.value<int>("nap_ms").value_or(2)),
          fail_every_(config.value<int>("fail_every").value_or(0)) {}

    void run() override {
        auto timer = this->timer("a timer");
        std::this_thread::sleep_for(nap_);
        if (fail_every_ > 0 && ++runs_ % fail_every_ == 0)
            throw std::runtime_error("HTTP status 500");
    }

private:
    std::chrono::milliseconds nap_;
    int fail_every_;
    int runs_ = 0;
};

}  // namespace

OCT_TRANSACTION(Nap)
