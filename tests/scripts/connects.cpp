// A script that connects to `port` of this machine, in setup() when `where` is "setup", and stays
// for two milliseconds.
#include <oct/transaction.hpp>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace {

class Connects : public oct::Transaction {
public:
    explicit Connects(const oct::TransactionConfig& config)
        : port_(static_cast<std::uint16_t>(config.value<int>("port").value_or(0))),
          in_setup_(config.value<std::string>("where") == "setup") {}

    void setup() override {
        if (in_setup_) visit();
    }
    void run() override {
        if (!in_setup_) visit();
    }

private:
    void visit() const {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int got =
            fd < 0 ? fd : ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address));
        const int error = errno;
        if (fd >= 0) ::close(fd);
        if (got < 0) throw std::system_error(error, std::generic_category(), "connect");
    }

    std::uint16_t port_;
    bool in_setup_;
};

}  // namespace

OCT_TRANSACTION(Connects)
