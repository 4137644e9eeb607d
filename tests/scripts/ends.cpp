// A script that ends its process in the 50th run, as `by` says.
#include <oct/transaction.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>

namespace {

std::atomic<int> runs = 0;
std::atomic<int*> nothing = nullptr;

class Ends : public oct::Transaction {
public:
    explicit Ends(const oct::TransactionConfig& config)
        : by_(config.value<std::string>("by").value_or("")) {}

    void run() override {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (++runs != 50) return;
        if (by_ == "null pointer") *nothing.load() = 1;
        if (by_ == "exit(0)") std::exit(0);
        if (by_ == "exit(3)") std::exit(3);
        if (by_ == "_exit(0)") ::_exit(0);
        if (by_ == "abort()") std::abort();
        if (by_ == "exception in a thread")
            std::thread([] { throw std::runtime_error("nobody catches this"); }).join();
        if (by_ == "no memory in a thread") std::thread([] { throw std::bad_alloc(); }).join();
        throw std::invalid_argument("by: " + by_);
    }

private:
    std::string by_;
};

}  // namespace

OCT_TRANSACTION(Ends)
