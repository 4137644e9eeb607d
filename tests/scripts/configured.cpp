// A script whose constructor reads its configuration and whose run() says what it found.
#include <oct/transaction.hpp>

#include <stdexcept>
#include <string>

class Configured : public oct::Transaction {
public:
    explicit Configured(const oct::TransactionConfig& config)
        : url_(config.value<std::string>("url").value_or("none")) {}
    void run() override { throw std::runtime_error("url " + url_); }

private:
    std::string url_;
};

OCT_TRANSACTION(Configured)
