// A TCP port of 127.0.0.1 that nobody else gets: one that refuses connections, or listens.
#pragma once

#include <cstdint>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace oct::testing {

class Port {
public:
    explicit Port(bool listens = false) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(fd_, generic, size) != 0 || ::getsockname(fd_, generic, &size) != 0 ||
            (listens && ::listen(fd_, SOMAXCONN) != 0))
            throw std::runtime_error("no port");
        number_ = ntohs(address.sin_port);
    }
    ~Port() { ::close(fd_); }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    std::uint16_t number() const { return number_; }
    int fd() const { return fd_; }

private:
    int fd_;
    std::uint16_t number_ = 0;
};

}  // namespace oct::testing
