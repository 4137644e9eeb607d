// Bytes on their way in one direction of a connection: delayed, slowed, damaged or held.
#pragma once

#include <oct/clock.hpp>

#include "chaos/faults.hpp"
#include "support/random_samples.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace oct::testing {

/// Between two sockets, without knowing them. It takes no more than it can soon pass on, so that
/// who sends feels it.
///
/// Threading:  value.
class Passage {
public:
    static constexpr std::size_t kMostWaiting = std::size_t{64} << 10U;

    explicit Passage(std::uint64_t seed) : random_(seed) {}

    void set(const Faults& faults);
    /// Bytes that it takes now.
    [[nodiscard]] std::size_t room() const noexcept;
    void put(SteadyTime now, std::string_view bytes);

    /// The next bytes that may go on; empty: none now.
    [[nodiscard]] std::string_view ready(SteadyTime now) const;
    /// The first `count` of them have gone.
    void went(SteadyTime now, std::size_t count);
    /// When something may go on, if nothing else happens.
    [[nodiscard]] std::optional<SteadyTime> next() const;

    [[nodiscard]] bool empty() const noexcept { return waiting_ == 0; }
    /// Bits that were turned over.
    [[nodiscard]] std::uint64_t flips() const noexcept { return flips_; }

private:
    struct Piece {
        SteadyTime due;
        std::string bytes;
    };

    void damage(std::string& bytes);
    void choose_next_flip();

    Faults faults_;
    Random random_;
    std::deque<Piece> pieces_;
    std::size_t gone_ = 0;     // of the first piece
    std::size_t waiting_ = 0;  // bytes in all
    SteadyTime free_{};        // when the last bytes have passed the narrow place
    std::uint64_t until_flip_ = 0;
    std::uint64_t flips_ = 0;
};

}  // namespace oct::testing
