// A visitor who looks around: the front page, a slow search, and a page that fails now and then.
#include <oct/transaction.hpp>

#include "http_client.hpp"

#include <thread>

class Browse : public oct::Transaction {
public:
    explicit Browse(const oct::TransactionConfig& config) : http_(HttpClient::target(config)) {}

    // A visitor thinks before the next click; setup() is not part of the measured time.
    void setup() override { std::this_thread::sleep_for(std::chrono::milliseconds(10)); }

    void run() override {
        {
            auto t = timer("front page");
            http_.get("/fast");
        }
        {
            auto t = timer("search");
            http_.get("/slow");
        }
        auto t = timer("recommendations");
        http_.get("/flaky");  // what it throws becomes this transaction's error
    }

private:
    HttpClient http_;
};

OCT_TRANSACTION(Browse)
