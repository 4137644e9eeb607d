// HTTP GET from very many virtual users on few threads: coroutines over non-blocking sockets.
#include <oct/async.hpp>
#include <oct/load_test.hpp>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

using namespace std::chrono_literals;

namespace {

/// A non-blocking TCP connection to this machine; its operations are coroutines.
class Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { close(); }

    [[nodiscard]] bool open() const { return fd_ >= 0; }

    void close() {
        if (open()) ::close(std::exchange(fd_, -1));
    }

    oct::Task<> connect(std::uint16_t port) {
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd_ < 0) fail("socket", errno);
        const int yes = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) co_return;
        if (errno != EINPROGRESS) fail("connect", errno);
        co_await oct::writable(fd_);
        int error = 0;
        socklen_t size = sizeof(error);
        ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) fail("connect", error);
    }

    oct::Task<> send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent >= 0)
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            else if (errno == EAGAIN)
                co_await oct::writable(fd_);
            else
                fail("send", errno);
        }
    }

    /// Some bytes more; none when the peer has closed.
    oct::Task<std::size_t> receive(std::string& into) {
        std::array<char, 4096> buffer;
        while (true) {
            const auto got = ::recv(fd_, buffer.data(), buffer.size(), 0);
            if (got >= 0) {
                into.append(buffer.data(), static_cast<std::size_t>(got));
                co_return static_cast<std::size_t>(got);
            }
            if (errno != EAGAIN) fail("recv", errno);
            co_await oct::readable(fd_);
        }
    }

private:
    [[noreturn]] static void fail(const char* what, int error) {
        throw std::system_error(error, std::generic_category(), what);
    }
    int fd_ = -1;
};

class Get : public oct::AsyncTransaction {
public:
    explicit Get(const oct::TransactionConfig& config)
        : port_(static_cast<std::uint16_t>(config.value<int>("port").value_or(8080))) {}

    // Outside the measurement, and only when the last request has lost the connection.
    oct::Task<> setup() override {
        if (!connection_.open()) co_await oct::within(5s, connection_.connect(port_));
    }

    oct::Task<> run() override {
        try {
            auto t = timer("GET /fast");
            co_await oct::within(5s, get());
        } catch (...) {
            connection_.close();
            throw;
        }
    }

    // The user reads the page; not part of the service time.
    oct::Task<> tear_down() override { co_await oct::sleep_for(20ms); }

private:
    oct::Task<> get() {
        co_await connection_.send("GET /fast HTTP/1.1\r\nHost: localhost\r\n\r\n");
        answer_.clear();
        while (!complete()) {
            const std::size_t got = co_await connection_.receive(answer_);
            if (got == 0) throw std::runtime_error("closed in the middle of an answer");
        }
        if (answer_.compare(0, 12, "HTTP/1.1 200") != 0)
            throw std::runtime_error("not 200: " + answer_.substr(0, answer_.find('\r')));
    }

    /// Head, and as much body as the head says.
    [[nodiscard]] bool complete() const {
        constexpr std::string_view kLength = "Content-Length: ";
        const auto head = answer_.find("\r\n\r\n");
        const auto length = answer_.find(kLength);
        if (head == std::string::npos || length == std::string::npos) return false;
        return answer_.size() >=
               head + 4 + std::strtoul(answer_.c_str() + length + kLength.size(), nullptr, 10);
    }

    std::uint16_t port_;
    Connection connection_;
    std::string answer_;
};

}  // namespace

OCT_TRANSACTION(Get)

// async_get PORT: 100 users for two seconds. The script does not use it.
int main(int argc, char** argv) {
    if (argc != 2) return std::fputs("usage: async_get PORT\n", stderr), 2;
    const oct::Summary summary = oct::LoadTest()
                                     .cannons(100)
                                     .run_time(2s)
                                     .config(std::string("{\"port\": ") + argv[1] + "}")
                                     .transaction<Get>()
                                     .run();
    std::printf(
        "%llu requests, %llu errors, %s\n", static_cast<unsigned long long>(summary.transactions),
        static_cast<unsigned long long>(summary.errors), oct::to_string(summary.ledger).c_str());
    return summary.transactions > summary.errors && summary.ledger.balances() ? 0 : 1;
}
