// A path to a port of 127.0.0.1 that lets only some bytes a second through.
#pragma once

#include "support/port.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <poll.h>
#include <thread>

namespace oct::testing {

/// One connection at a time; what comes back is not slowed.
///
/// Threading:  shared; a thread of its own carries the bytes.
class NarrowPath {
public:
    NarrowPath(std::uint16_t to, std::size_t bytes_per_second)
        : to_(to), step_(bytes_per_second / kStepsPerSecond), thread_([this] { carry_all(); }) {}
    ~NarrowPath() {
        end_ = true;
        ::shutdown(entrance_.fd(), SHUT_RDWR);
    }
    NarrowPath(const NarrowPath&) = delete;
    NarrowPath& operator=(const NarrowPath&) = delete;

    std::uint16_t port() const { return entrance_.number(); }

private:
    static constexpr std::size_t kStepsPerSecond = 20;
    static constexpr std::size_t kBuffer = 4096;

    void carry_all() {
        while (!end_) {
            const int from = ::accept(entrance_.fd(), nullptr, nullptr);
            if (from < 0) return;
            const int to = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_port = htons(to_);
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (::connect(to, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0)
                carry(from, to);
            ::close(to);
            ::close(from);
        }
    }

    void carry(int from, int to) const {
        while (!end_) {
            std::array<pollfd, 2> ready{{{from, POLLIN, 0}, {to, POLLIN, 0}}};
            ::poll(ready.data(), ready.size(), 1000 / kStepsPerSecond);
            if (ready[1].revents != 0 && !pass(to, from, kBuffer)) return;
            if (ready[0].revents == 0) continue;
            if (!pass(from, to, step_)) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(1000 / kStepsPerSecond));
        }
    }

    static bool pass(int from, int to, std::size_t most) {
        std::array<char, kBuffer> bytes;
        const auto got = ::recv(from, bytes.data(), std::min(most, bytes.size()), 0);
        return got > 0 &&
               ::send(to, bytes.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
    }

    std::uint16_t to_;
    std::size_t step_;
    Port entrance_{true};
    std::atomic<bool> end_ = false;
    std::jthread thread_;
};

}  // namespace oct::testing
