// cppzmq behind the interface: the only file that sees ZeroMQ.
#include "net/socket.hpp"

#include <oct/error.hpp>

#include <fmt/format.h>
#include <zmq.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <latch>
#include <thread>

namespace oct::net {
namespace {

zmq::socket_type type_of(SocketKind kind) {
    switch (kind) {
        case SocketKind::Publish:
            return zmq::socket_type::pub;
        case SocketKind::Subscribe:
            return zmq::socket_type::sub;
        case SocketKind::Push:
            return zmq::socket_type::push;
        case SocketKind::Pull:
            return zmq::socket_type::pull;
    }
    return zmq::socket_type::pair;
}

// ZMTP heartbeats notice a peer that is cut off, but not on the way of results: a receiver at its
// high water mark reads no pings either, so a slow HQ would be taken for a dead one, and
// libzmq 4.3.4 can abort there (zeromq/libzmq#4364). Statuses are the heartbeat of that connection.
bool has_heartbeats(SocketKind kind) {
    return kind == SocketKind::Publish || kind == SocketKind::Subscribe;
}

void configure(zmq::socket_t& socket, SocketKind kind, const SocketSettings& settings) {
    socket.set(zmq::sockopt::sndhwm, settings.high_water_mark);
    socket.set(zmq::sockopt::rcvhwm, settings.high_water_mark);
    socket.set(zmq::sockopt::maxmsgsize, settings.max_message_bytes);
    constexpr std::chrono::milliseconds kLongest = std::chrono::hours(1);
    socket.set(zmq::sockopt::linger, static_cast<int>(std::min(settings.linger, kLongest).count()));
    socket.set(zmq::sockopt::backlog, 4096);  // connects of a whole fleet may come at once
    socket.set(zmq::sockopt::handshake_ivl, 3000);
    socket.set(zmq::sockopt::reconnect_ivl_max, 1000);  // from 100 ms, twice as long each time
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    if (!has_heartbeats(kind)) return;
    socket.set(zmq::sockopt::heartbeat_ivl, 500);
    socket.set(zmq::sockopt::heartbeat_timeout, 1500);
    socket.set(zmq::sockopt::heartbeat_ttl, 2000);
}

std::string remedy(int error, const std::string& endpoint) {
    switch (error) {
        case EADDRINUSE:
            return fmt::format("{} is in use: stop the program that has it, or choose another port",
                               endpoint);
        case EACCES:
            return fmt::format("{}: no permission, ports below 1024 need privileges", endpoint);
        case EADDRNOTAVAIL:
        case ENODEV:
            return fmt::format("{}: this machine has no such address", endpoint);
        default:
            return fmt::format("{}: {}", endpoint, zmq_strerror(error));
    }
}

// libzmq has two threads, and aborts the program where it cannot start them: it is tried before.
void require_threads() {
    std::latch both(1);
    const std::jthread first([&] { both.wait(); });
    try {
        const std::jthread second([] {});
    } catch (...) {
        both.count_down();
        throw;
    }
    both.count_down();
}

}  // namespace

struct Context::Parts {
    zmq::context_t context{1};
};

Context::Context() {
    require_threads();
    parts_ = std::make_unique<Parts>();
}
Context::~Context() = default;
void Context::finish() {
    parts_->context.close();
}

struct Message::Parts {
    zmq::message_t message;
};

Message::Message() : parts_(std::make_unique<Parts>()) {}
Message::~Message() = default;

std::string_view Message::bytes() const noexcept {
    return {static_cast<const char*>(parts_->message.data()), parts_->message.size()};
}

bool Message::more() const noexcept {
    return parts_->message.more();
}

int Message::connection() const noexcept {
    return zmq_msg_get(parts_->message.handle(), ZMQ_SRCFD);
}

struct Socket::Parts {
    zmq::context_t& context;
    zmq::socket_t socket;
    zmq::socket_t monitor;
};

Socket::Socket(Context& context, SocketKind kind, SocketSettings settings) {
    try {
        parts_.reset(new Parts{
            context.parts_->context, zmq::socket_t(context.parts_->context, type_of(kind)), {}});
        configure(parts_->socket, kind, settings);
    } catch (const zmq::error_t& error) {
        throw TransportError(std::string("cannot make a socket: ") + error.what() +
                             "; raise the limit of open files (ulimit -n)");
    }
}

Socket::~Socket() {
    close();
}

std::string Socket::bind(const std::string& endpoint) {
    try {
        parts_->socket.bind(endpoint);
        return parts_->socket.get(zmq::sockopt::last_endpoint);
    } catch (const zmq::error_t& error) {
        throw TransportError("cannot listen: " + remedy(error.num(), endpoint));
    }
}

void Socket::connect(const std::string& endpoint) {
    try {
        parts_->socket.connect(endpoint);
    } catch (const zmq::error_t& error) {
        throw TransportError("cannot connect: " + remedy(error.num(), endpoint));
    }
}

void Socket::subscribe(std::string_view topic) {
    parts_->socket.set(zmq::sockopt::subscribe, zmq::buffer(topic));
}

bool Socket::send(std::string_view message, bool more) {
    const auto flags =
        zmq::send_flags::dontwait | (more ? zmq::send_flags::sndmore : zmq::send_flags::none);
    try {
        return parts_->socket.send(zmq::buffer(message), flags).has_value();
    } catch (const zmq::error_t&) {  // interrupted, or the host is unreachable: not queued
        return false;
    }
}

bool Socket::receive(Message& message) {
    try {
        return parts_->socket.recv(message.parts_->message, zmq::recv_flags::dontwait).has_value();
    } catch (const zmq::error_t&) {  // interrupted
        return false;
    }
}

void Socket::close() noexcept {
    if (parts_->monitor) {
        zmq_socket_monitor(parts_->socket.handle(), nullptr, 0);
        parts_->monitor.close();
    }
    parts_->socket.close();
}

void Socket::drop_unsent() {
    parts_->socket.set(zmq::sockopt::linger, 0);
}

void Socket::watch() {
    const std::string endpoint =
        fmt::format("inproc://monitor-{}", static_cast<const void*>(parts_->socket.handle()));
    if (zmq_socket_monitor(parts_->socket.handle(), endpoint.c_str(),
                           ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_DISCONNECTED) != 0)
        throw TransportError("cannot watch connections: " + remedy(zmq_errno(), endpoint));
    parts_->monitor = zmq::socket_t(parts_->context, zmq::socket_type::pair);
    parts_->monitor.connect(endpoint);
}

// An event is two frames: 16 bits of event and 32 bits of file descriptor, then the endpoint.
std::optional<ConnectionEvent> Socket::connection_event() {
    zmq::message_t frame;
    zmq::message_t endpoint;
    try {
        if (!parts_->monitor.recv(frame, zmq::recv_flags::dontwait)) return std::nullopt;
        static_cast<void>(parts_->monitor.recv(endpoint));  // all frames of a message are there
    } catch (const zmq::error_t&) {                         // interrupted
        return std::nullopt;
    }
    std::uint16_t event = 0;
    std::uint32_t connection = 0;
    if (frame.size() < sizeof(event) + sizeof(connection)) return std::nullopt;
    std::memcpy(&event, frame.data(), sizeof(event));
    std::memcpy(&connection, static_cast<const char*>(frame.data()) + sizeof(event),
                sizeof(connection));
    using Kind = ConnectionEvent::Kind;
    return ConnectionEvent{event == ZMQ_EVENT_DISCONNECTED ? Kind::Disconnected : Kind::Connected,
                           static_cast<int>(connection)};
}

struct Poller::Parts {
    std::vector<zmq_pollitem_t> items;
    std::vector<short> events;
};

Poller::Poller() : parts_(std::make_unique<Parts>()) {}
Poller::~Poller() = default;

std::size_t Poller::add_readable(Socket& socket) {
    parts_->items.push_back({socket.parts_->socket.handle(), 0, ZMQ_POLLIN, 0});
    parts_->events.push_back(ZMQ_POLLIN);
    return parts_->items.size() - 1;
}

std::size_t Poller::add_events(Socket& watched) {
    parts_->items.push_back({watched.parts_->monitor.handle(), 0, ZMQ_POLLIN, 0});
    parts_->events.push_back(ZMQ_POLLIN);
    return parts_->items.size() - 1;
}

std::size_t Poller::add_writable(Socket& socket) {
    parts_->items.push_back({socket.parts_->socket.handle(), 0, ZMQ_POLLOUT, 0});
    parts_->events.push_back(ZMQ_POLLOUT);
    return parts_->items.size() - 1;
}

std::size_t Poller::add_readable(int fd) {
    parts_->items.push_back({nullptr, fd, ZMQ_POLLIN, 0});
    parts_->events.push_back(ZMQ_POLLIN);
    return parts_->items.size() - 1;
}

void Poller::enable(std::size_t index, bool on) {
    parts_->items[index].events = on ? parts_->events[index] : short{0};
}

void Poller::wait(std::chrono::nanoseconds timeout) {
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(std::clamp(
        timeout, std::chrono::nanoseconds(0), std::chrono::nanoseconds(3'600'000'000'000)));
    for (auto& item : parts_->items) item.revents = 0;
    // Interrupted by a signal: nothing is ready, and the caller's loop comes round again.
    zmq_poll(parts_->items.data(), static_cast<int>(parts_->items.size()), ms.count());
}

bool Poller::ready(std::size_t index) const noexcept {
    return parts_->items[index].revents != 0;
}

std::uint16_t port_of(std::string_view endpoint) noexcept {
    const auto colon = endpoint.rfind(':');
    std::uint16_t port = 0;
    if (colon != std::string_view::npos)
        std::from_chars(endpoint.data() + colon + 1, endpoint.data() + endpoint.size(), port);
    return port;
}

}  // namespace oct::net
