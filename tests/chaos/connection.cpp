// Sockets that never block: what cannot be sent yet stays in its passage.
#include "chaos/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace oct::testing {
namespace {

// It is sent as it is passed on: the delays are those that were asked for.
void prepare(int fd) {
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
}

// On the own machine a connection is there at once, or refused.
int connected_to(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return fd;
    ::close(fd);
    return -1;
}

bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

Connection::Connection(int accepted, std::uint16_t to, std::uint64_t seed)
    : lanes_{Lane{accepted, connected_to(to), Passage(seed)},
             Lane{0, accepted, Passage(seed + 1)}} {
    lanes_[1].from = lanes_[0].to;
    if (lanes_[0].to < 0)
        cut(Cut::Reset);
    else
        for (const Lane& lane : lanes_) prepare(lane.from);
}

Connection::~Connection() {
    cut(Cut::Close);
}

void Connection::cut(Cut how) {
    if (std::exchange(ended_, true)) return;
    for (const Lane& lane : lanes_) {
        if (lane.from < 0) continue;
        const linger at_once{1, 0};
        if (how == Cut::Reset)
            ::setsockopt(lane.from, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
        ::close(lane.from);
    }
}

std::array<pollfd, 2> Connection::wants(SteadyTime now) const {
    std::array<pollfd, 2> wanted{{{lanes_[0].from, 0, 0}, {lanes_[1].from, 0, 0}}};
    for (std::size_t i = 0; i < 2; ++i) {
        const Lane& lane = lanes_[i];
        if (!lane.closing && lane.passage.room() != 0) wanted[i].events |= POLLIN;
        if (!lane.passage.ready(now).empty()) wanted[1 - i].events |= POLLOUT;
    }
    // Without a wish poll() would still tell, again and again, that the other side has gone.
    for (pollfd& one : wanted)
        if (one.events == 0) one.fd = -1;
    return wanted;
}

std::optional<SteadyTime> Connection::next(SteadyTime now) const {
    std::optional<SteadyTime> soonest;
    for (const Lane& lane : lanes_)
        if (const auto when = lane.passage.next(); when && *when > now)
            soonest = std::min(soonest.value_or(*when), *when);
    return soonest;
}

void Connection::move(SteadyTime now) {
    for (Lane& lane : lanes_) {
        if (!ended_) receive(lane, now);
        if (!ended_) send(lane, now);
    }
    if (lanes_[0].closed && lanes_[1].closed) cut(Cut::Close);
}

void Connection::receive(Lane& lane, SteadyTime now) {
    std::array<char, 16384> bytes;
    const std::size_t most = std::min(bytes.size(), lane.passage.room());
    if (most == 0 || lane.closing) return;
    const auto got = ::recv(lane.from, bytes.data(), most, 0);
    if (got > 0) return lane.passage.put(now, {bytes.data(), static_cast<std::size_t>(got)});
    if (got == 0) lane.closing = true;
    if (got < 0 && !would_block()) cut(Cut::Reset);
}

void Connection::send(Lane& lane, SteadyTime now) {
    for (auto bytes = lane.passage.ready(now); !bytes.empty(); bytes = lane.passage.ready(now)) {
        const auto sent = ::send(lane.to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && would_block()) return;
        if (sent < 0) return cut(Cut::Reset);
        lane.passage.went(now, static_cast<std::size_t>(sent));
        lane.moved += static_cast<std::uint64_t>(sent);
    }
    if (!lane.closing || lane.closed || !lane.passage.empty()) return;
    lane.closed = true;
    ::shutdown(lane.to, SHUT_WR);
}

}  // namespace oct::testing
