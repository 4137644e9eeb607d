// One connection through the proxy: two sockets, and what is on its way between them.
#pragma once

#include "chaos/passage.hpp"

#include <array>
#include <cstdint>
#include <poll.h>

namespace oct::testing {

/// There: from who connected to who was meant.
enum class Way : std::uint8_t { There, Back };
inline constexpr std::array kBothWays{Way::There, Way::Back};

/// How a connection ends when the proxy says so.
enum class Cut : std::uint8_t {
    Close,  ///< in good order, as the end of a program does
    Reset   ///< at once, as a machine that has forgotten it
};

/// Threading:  confined to the proxy's thread.
class Connection {
public:
    /// Takes the socket that was accepted, and connects to port `to` of 127.0.0.1.
    Connection(int accepted, std::uint16_t to, std::uint64_t seed);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void set(Way way, const Faults& faults) {
        lanes_[static_cast<std::size_t>(way)].passage.set(faults);
    }
    void cut(Cut how);

    /// What it waits for, in this order.
    [[nodiscard]] std::array<pollfd, 2> wants(SteadyTime now) const;
    [[nodiscard]] std::optional<SteadyTime> next(SteadyTime now) const;
    /// Moves what can be moved.
    void move(SteadyTime now);

    [[nodiscard]] bool ended() const noexcept { return ended_; }
    [[nodiscard]] std::uint64_t moved(Way way) const { return lane(way).moved; }
    [[nodiscard]] std::uint64_t flips() const noexcept {
        return lanes_[0].passage.flips() + lanes_[1].passage.flips();
    }

private:
    /// One direction.
    struct Lane {
        int from;
        int to;
        Passage passage;
        bool closing = false;  ///< who sends has said its last word
        bool closed = false;   ///< and who receives has heard it
        std::uint64_t moved = 0;
    };

    [[nodiscard]] const Lane& lane(Way way) const { return lanes_[static_cast<std::size_t>(way)]; }
    void receive(Lane& lane, SteadyTime now);
    void send(Lane& lane, SteadyTime now);

    std::array<Lane, 2> lanes_;
    bool ended_ = false;
};

}  // namespace oct::testing
