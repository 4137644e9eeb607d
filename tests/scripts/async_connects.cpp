// A script of coroutines that connects to `port` of this machine, in setup() when `where` is
// "setup", and holds the connection for 20 ms.
#include <oct/async.hpp>

#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace {

/// A connection that closes itself.
class Connection {
public:
    Connection() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
    }
    ~Connection() { ::close(fd_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    oct::Task<> connect(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) co_return;
        int error = errno;
        if (error == EINPROGRESS) {
            co_await oct::writable(fd_);
            socklen_t size = sizeof(error);
            ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
        }
        if (error != 0) throw std::system_error(error, std::generic_category(), "connect");
    }

private:
    int fd_;
};

class AsyncConnects : public oct::AsyncTransaction {
public:
    explicit AsyncConnects(const oct::TransactionConfig& config)
        : port_(static_cast<std::uint16_t>(config.value<int>("port").value_or(0))),
          in_setup_(config.value<std::string>("where") == "setup") {}

    oct::Task<> setup() override {
        if (in_setup_) co_await visit();
    }
    oct::Task<> run() override {
        if (!in_setup_) co_await visit();
    }
    // Where all fail at once, not as many as the processor can.
    oct::Task<> tear_down() override { co_await oct::sleep_for(std::chrono::milliseconds(2)); }

private:
    oct::Task<> visit() const {
        Connection connection;
        co_await connection.connect(port_);
        co_await oct::sleep_for(std::chrono::milliseconds(20));
    }

    std::uint16_t port_;
    bool in_setup_;
};

}  // namespace

OCT_TRANSACTION(AsyncConnects)
