// A script whose every run leaves a trace of its own: its number and the time, in the file
// `witness`, which the kernel keeps whatever happens to this process. The number is also a timer.
#include <oct/transaction.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <fcntl.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace {

std::atomic<std::int64_t> next_number = 1;

class Witness : public oct::Transaction {
public:
    explicit Witness(const oct::TransactionConfig& config)
        : fd_(::open(config.value<std::string>("witness").value_or("").c_str(),
                     O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) {
        if (fd_ < 0) throw std::runtime_error("cannot open the file `witness`");
    }
    ~Witness() override { ::close(fd_); }
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;

    void run() override {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        const std::int64_t number = next_number++;
        record("number", std::chrono::nanoseconds(number));
        const std::array<std::int64_t, 2> trace{
            number,
            std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()};
        if (::write(fd_, trace.data(), sizeof(trace)) != sizeof(trace))
            throw std::runtime_error("cannot write to the file `witness`");
    }

private:
    int fd_;
};

}  // namespace

OCT_TRANSACTION(Witness)
