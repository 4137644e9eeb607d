// A first transaction: a script for oct-turret, and a program that runs one iteration by itself.
#include <oct/transaction.hpp>

#include <cstdio>
#include <random>
#include <thread>

class VUser : public oct::Transaction {
public:
    void run() override {
        auto t = timer("Example_Timer");
        std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms_(random_)));
    }

private:
    std::minstd_rand random_{std::random_device{}()};
    std::uniform_int_distribution<int> wait_ms_{1, 20};
};

OCT_TRANSACTION(VUser)

// Only the program uses it; in the shared object it is never called.
int main() {
    const oct::OnceResult once = oct::run_once<VUser>();
    std::puts(once.to_string().c_str());
    return once.error.empty() ? 0 : 1;
}
