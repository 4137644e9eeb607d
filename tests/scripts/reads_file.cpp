// A script that reads a file of its project, by the name that extra_files has.
#include <oct/transaction.hpp>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

class ReadsFile : public oct::Transaction {
public:
    explicit ReadsFile(const oct::TransactionConfig& config) {
        std::string line;
        if (!std::getline(std::ifstream("data/users.csv"), line) || line != "alice")
            throw std::runtime_error("data/users.csv is not there");
        if (config.value<int>("index").value_or(0) >= config.value<int>("of").value_or(1))
            throw std::runtime_error("index and of do not fit");
    }

    void run() override { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }
};

}  // namespace

OCT_TRANSACTION(ReadsFile)
