// A virtual user: waits one to two seconds, then as long again inside a custom timer.
#include <oct/transaction.hpp>

#include <chrono>
#include <random>
#include <thread>

class VUser : public oct::Transaction {
public:
    // Once per cannon. `config` holds the turret's keys: config.value<std::string>("my_key").
    explicit VUser(const oct::TransactionConfig& /*config*/) {}

    // Before each run, not measured: set up data or objects here.
    void setup() override {}

    // Measured. An exception thrown here becomes the error of this iteration.
    void run() override {
        const std::chrono::duration<double> pause(
            std::uniform_real_distribution<double>(1, 2)(random_));
        std::this_thread::sleep_for(pause);
        const auto a_timer = timer("a timer");
        std::this_thread::sleep_for(pause);
    }

    // After each run, not measured: clear caches, reset objects.
    void tear_down() override {}

private:
    std::mt19937 random_{std::random_device{}()};
};

OCT_TRANSACTION(VUser)
