// Which results of a turret's run have come, by their gapless numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace oct::hq {

/// Numbers count from 1. After a reconnection they may come out of order: what fills a gap is new,
/// what has come before is a repetition.
///
/// Threading:  value.
class Sequence {
public:
    struct Range {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;  ///< one past the last
        bool operator==(const Range&) const = default;
    };

    /// Takes the numbers from `first` on; returns those of them that are new, in order.
    std::vector<Range> take(std::uint64_t first, std::uint64_t count);

    /// Numbers up to `last` that have not come.
    [[nodiscard]] std::uint64_t missing(std::uint64_t last) const noexcept;
    /// The highest number that has come; 0: none.
    [[nodiscard]] std::uint64_t last() const noexcept { return next_ - 1; }
    /// How many came again.
    [[nodiscard]] std::uint64_t repeated() const noexcept { return repeated_; }

private:
    static constexpr std::size_t kMaxGaps = 1024;  // numbers come from outside: bound the memory

    void fill_gaps(const Range& came, std::vector<Range>& fresh);

    std::vector<Range> gaps_;  // ascending
    std::uint64_t next_ = 1;
    std::uint64_t repeated_ = 0;
    std::uint64_t forgotten_ = 0;  // in gaps beyond kMaxGaps: for ever missing
};

}  // namespace oct::hq
