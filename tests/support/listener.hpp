// A server on 127.0.0.1 that takes connections, does nothing with them, and may die.
#pragma once

#include "support/port.hpp"

#include <thread>

namespace oct::testing {

/// Threading:  shared; a thread of its own accepts.
class Listener {
public:
    Listener() : thread_([this] { accept_all(); }) {}
    ~Listener() { die(); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::uint16_t port() const { return port_.number(); }
    /// Its port refuses connections from now on.
    void die() const { ::shutdown(port_.fd(), SHUT_RDWR); }

private:
    void accept_all() const {
        for (;;) {
            const int fd = ::accept(port_.fd(), nullptr, nullptr);
            if (fd < 0) return;
            ::close(fd);
        }
    }

    Port port_{true};
    std::jthread thread_;
};

}  // namespace oct::testing
