// A TCP proxy on 127.0.0.1 that does to connections what networks do.
#pragma once

#include "base/event_fd.hpp"
#include "base/mutex.hpp"
#include "chaos/connection.hpp"
#include "support/port.hpp"

#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace oct::testing {

/// Passes on, from its own port to another, whatever it is not told to delay, slow, damage, hold or
/// cut. The faults are those of all connections, also of later ones.
///
/// Threading:  shared; a thread of its own moves the bytes. What is called has happened when the
///             call returns.
class Proxy {
public:
    /// `seed`: says which bits are turned over.
    explicit Proxy(std::uint16_t to, std::uint64_t seed = 0);
    ~Proxy();
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    [[nodiscard]] std::uint16_t port() const { return entrance_.number(); }

    void set(Way way, const Faults& faults);
    void set(const Faults& both_ways);
    /// Ends all connections; who comes again is let in.
    void cut(Cut how);

    /// Connections that were made so far.
    [[nodiscard]] std::uint64_t connections();
    /// Bytes that have gone on.
    [[nodiscard]] std::uint64_t moved(Way way);
    [[nodiscard]] std::uint64_t flips();

private:
    using Connections = std::vector<std::unique_ptr<Connection>>;

    void work();
    void wait() OCT_REQUIRES(mutex_);
    void accept_one() OCT_REQUIRES(mutex_);
    void forget_ended() OCT_REQUIRES(mutex_);

    Port entrance_{true};
    std::uint16_t to_;
    std::uint64_t seed_;
    base::EventFd changed_;
    base::Mutex mutex_;
    std::array<Faults, 2> faults_ OCT_GUARDED_BY(mutex_);
    Connections connections_ OCT_GUARDED_BY(mutex_);
    std::uint64_t made_ OCT_GUARDED_BY(mutex_) = 0;
    std::array<std::uint64_t, 2> moved_ OCT_GUARDED_BY(mutex_){};  // by those that have ended
    std::uint64_t flips_ OCT_GUARDED_BY(mutex_) = 0;               // the same
    bool end_ OCT_GUARDED_BY(mutex_) = false;
    std::jthread thread_;
};

}  // namespace oct::testing
