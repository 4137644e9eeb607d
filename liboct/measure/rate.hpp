// How many a second, over the run: what the throughput graph shows.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace oct::measure {

/// Counts by second; in a long run by 2, 4, 8 … seconds, so that at most 600 counts are kept.
///
/// Threading:  value.
class Rate {
public:
    struct Bin {
        std::uint64_t all = 0;
        std::uint64_t failed = 0;
    };

    void add(std::chrono::nanoseconds offset, std::uint64_t all, std::uint64_t failed);

    [[nodiscard]] std::chrono::nanoseconds width() const noexcept { return width_; }
    /// From the start of the run; later ones than the last that counted anything are not there.
    [[nodiscard]] const std::vector<Bin>& bins() const noexcept { return bins_; }

private:
    static constexpr std::size_t kBins = 600;

    void widen();

    std::vector<Bin> bins_;
    std::chrono::nanoseconds width_ = std::chrono::seconds(1);
};

}  // namespace oct::measure
