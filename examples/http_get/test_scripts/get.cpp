// One GET a transaction and nothing else, so that a server's access log can be counted against it.
#include <oct/transaction.hpp>

#include "http_client.hpp"

class Get : public oct::Transaction {
public:
    explicit Get(const oct::TransactionConfig& config) : http_(HttpClient::target(config)) {}

    void run() override {
        auto t = timer("GET /fast");
        http_.get("/fast");
    }

private:
    HttpClient http_;
};

OCT_TRANSACTION(Get)
