// A script whose run() keeps a CPU busy for `burn_us` of CPU time, 500 unless the key is set.
#include <oct/transaction.hpp>

#include <ctime>

namespace {

long cpu_us() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1'000'000 + time.tv_nsec / 1000;
}

class Burn : public oct::Transaction {
public:
    explicit Burn(const oct::TransactionConfig& config)
        : burn_us_(config.value<int>("burn_us").value_or(500)) {}

    void run() override {
        const long end = cpu_us() + burn_us_;
        while (cpu_us() < end) {
        }
    }

private:
    int burn_us_;
};

}  // namespace

OCT_TRANSACTION(Burn)
