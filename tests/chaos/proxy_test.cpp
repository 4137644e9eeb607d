// The proxy between real sockets: what a program behind it sees of each fault.
#include "chaos/proxy.hpp"

#include "support/catch.hpp"

#include <sys/time.h>

using namespace std::chrono_literals;
using namespace oct::testing;

namespace {

/// A socket that gives up waiting after 10 s, so that a fault of the proxy is no endless test.
class Socket {
public:
    explicit Socket(int fd) : fd_(fd) {
        const timeval patience{10, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    }
    ~Socket() { ::close(fd_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    void send(const std::string& text) const {
        REQUIRE(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(text.size()));
    }
    [[nodiscard]] std::string receive(std::size_t size) const {
        std::string text(size, '\0');
        const auto got = ::recv(fd_, text.data(), size, MSG_WAITALL);
        text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        return text;
    }
    /// 0 after an end in good order, else an errno.
    [[nodiscard]] int end() const {
        char byte = 0;
        return ::recv(fd_, &byte, 1, 0) < 0 ? errno : 0;
    }
    [[nodiscard]] bool has_something() const {
        pollfd one{fd_, POLLIN, 0};
        return ::poll(&one, 1, 0) > 0;
    }

private:
    int fd_;
};

int connected(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    return fd;
}

/// A client and a server with the proxy between them.
struct Stage {
    Port listening{true};
    Proxy proxy{listening.number(), 7};
    Socket client{connected(proxy.port())};
    Socket server{::accept(listening.fd(), nullptr, nullptr)};
};

}  // namespace

TEST_CASE("without faults a connection is as if there were no proxy", "[chaos][integration]") {
    const Stage stage;
    const std::string much(3'000'000, 'm');
    std::string got;
    std::jthread server([&] { got = stage.server.receive(much.size()); });

    stage.client.send(much);
    server.join();
    stage.server.send("answer");

    CHECK(got == much);
    CHECK(stage.client.receive(6) == "answer");
}

TEST_CASE("the end of one side is heard by the other after all bytes", "[chaos][integration]") {
    const Port listening(true);
    Proxy proxy(listening.number());
    {
        const Socket client(connected(proxy.port()));
        client.send("last words");
    }
    const Socket server(::accept(listening.fd(), nullptr, nullptr));

    CHECK(server.receive(10) == "last words");
    CHECK(server.end() == 0);
}

TEST_CASE(
    "a cut connection ends in good order, one that is reset does not, and the next one is "
    "let in",
    "[chaos][integration]") {
    const auto how = GENERATE(Cut::Close, Cut::Reset);
    Stage stage;
    stage.client.send("x");
    CHECK(stage.server.receive(1) == "x");

    stage.proxy.cut(how);

    CHECK(stage.client.end() == (how == Cut::Close ? 0 : ECONNRESET));
    CHECK(stage.server.end() == (how == Cut::Close ? 0 : ECONNRESET));
    const Socket client(connected(stage.proxy.port()));
    const Socket server(::accept(stage.listening.fd(), nullptr, nullptr));
    client.send("again");
    CHECK(server.receive(5) == "again");
    CHECK(stage.proxy.connections() == 2);
}

TEST_CASE("a connection that is held one way stays open and works the other way",
          "[chaos][integration]") {
    Stage stage;
    stage.proxy.set(Way::There, {.held = true});

    stage.client.send("waits");
    stage.server.send("passes");

    CHECK(stage.client.receive(6) == "passes");
    CHECK_FALSE(stage.server.has_something());
    CHECK(stage.proxy.moved(Way::There) == 0);
    stage.proxy.set(Way::There, {});
    CHECK(stage.server.receive(5) == "waits");
}

TEST_CASE("bits that are turned over are counted", "[chaos][integration]") {
    Stage stage;
    stage.proxy.set({.flips_a_byte = 0.01});
    const std::string sent(10'000, '\0');
    stage.client.send(sent);

    const std::string got = stage.server.receive(sent.size());

    REQUIRE(got.size() == sent.size());
    const auto flipped = std::count_if(got.begin(), got.end(), [](char c) { return c != 0; });
    CHECK(flipped > 0);
    CHECK(stage.proxy.flips() == static_cast<std::uint64_t>(flipped));
}

TEST_CASE("slow and delayed bytes are all there in the end", "[chaos][integration]") {
    Stage stage;
    stage.proxy.set({.delay = 20ms, .bytes_per_second = 100'000});
    const std::string sent(10'000, 's');
    stage.client.send(sent);

    CHECK(stage.server.receive(sent.size()) == sent);
}
