// A customer who buys: logs in, fills the cart and pays.
#include <oct/transaction.hpp>

#include "http_client.hpp"

#include <thread>

class Checkout : public oct::Transaction {
public:
    explicit Checkout(const oct::TransactionConfig& config) : http_(HttpClient::target(config)) {}

    // A customer thinks before the next order; setup() is not part of the measured time.
    void setup() override { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

    void run() override {
        {
            auto t = timer("log in");
            http_.post("/login", "user=ada&password=lovelace");
        }
        {
            auto t = timer("fill the cart");
            http_.post("/cart", "item=1815", 201);
            http_.post("/cart", "item=1852", 201);
        }
        auto t = timer("pay");
        http_.post("/cart/pay", "card=4111111111111111");
    }

private:
    HttpClient http_;
};

OCT_TRANSACTION(Checkout)
