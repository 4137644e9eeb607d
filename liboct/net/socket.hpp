// ZeroMQ sockets for the rest of the library: four kinds, never blocking, errors that name
// endpoints.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct::net {

/// A ZeroMQ context with one I/O thread; sockets of one context reach each other by inproc://.
///
/// Threading:  shared. Destroy it after its sockets.
class Context {
public:
    Context();  ///< Errors: throws std::system_error where no threads can be started.
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    /// Waits until the sockets, all closed before, have sent what they had or their linger is over.
    /// For those who leave by _exit(); otherwise the destructor does it.
    void finish();

private:
    friend class Socket;
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// A received message; reused from one receive to the next.
class Message {
public:
    Message();
    ~Message();
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    [[nodiscard]] std::string_view bytes() const noexcept;
    /// True when further frames of the same message follow.
    [[nodiscard]] bool more() const noexcept;
    /// File descriptor of the connection it came by; -1 when it did not come by TCP.
    [[nodiscard]] int connection() const noexcept;

private:
    friend class Socket;
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

enum class SocketKind { Publish, Subscribe, Push, Pull };

/// What happened to a connection of a watched socket.
struct ConnectionEvent {
    enum class Kind { Connected, Disconnected } kind;
    int connection;  ///< as Message::connection()
};

/// Settings that matter; the defaults suit commands and results.
struct SocketSettings {
    int high_water_mark = 1000;                ///< messages per peer, each direction
    std::int64_t max_message_bytes = 1 << 20;  ///< a peer that sends more is cut off
    std::chrono::milliseconds linger{0};       ///< for what is unsent when the socket closes
};

/// A ZeroMQ socket.
///
/// Errors:     bind and connect throw TransportError; later trouble is ZeroMQ's to repair.
/// Threading:  confined to the thread that made it.
class Socket {
public:
    Socket(Context& context, SocketKind kind, SocketSettings settings = {});
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    /// Binds and returns the endpoint with its real port; "tcp://127.0.0.1:*" takes a free one.
    std::string bind(const std::string& endpoint);
    void connect(const std::string& endpoint);
    void subscribe(std::string_view topic);

    /// False when the message cannot be queued now: try again after wait().
    bool send(std::string_view message, bool more = false);
    /// False when nothing is there.
    bool receive(Message& message);
    /// Closes with the linger given in the settings.
    void close() noexcept;
    /// From now on close() waits for nothing.
    void drop_unsent();

    /// Watches connections; call before bind() or connect().
    void watch();
    /// The next event, or nothing.
    std::optional<ConnectionEvent> connection_event();

private:
    friend class Poller;
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// Waits for several sockets and file descriptors at once.
///
/// Threading:  confined.
class Poller {
public:
    Poller();
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    /// Adds a source and returns its index. `fd` and `socket` outlive the poller.
    std::size_t add_readable(Socket& socket);
    std::size_t add_events(Socket& watched);  ///< connection events of a watched socket
    std::size_t add_writable(Socket& socket);
    std::size_t add_readable(int fd);
    /// Switches a source on or off.
    void enable(std::size_t index, bool on);

    /// Waits until a source is ready, at most `timeout`; ready() tells which.
    void wait(std::chrono::nanoseconds timeout);
    [[nodiscard]] bool ready(std::size_t index) const noexcept;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// Port of an endpoint like "tcp://127.0.0.1:5000"; 0 when it has none.
[[nodiscard]] std::uint16_t port_of(std::string_view endpoint) noexcept;

}  // namespace oct::net
