// A log-linear histogram of durations: 1 ns to 1 h, relative error at most 0.1 %.
//
// The layout is that of HdrHistogram (Tene, hdrhistogram.org) with 3 significant digits: octave 0
// holds 0..2047 ns one by one; each further octave halves the resolution and has 1024 counts.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oct {

__extension__ using Uint128 = unsigned __int128;

/// Counts durations; merging is exact, so any order of merges gives the same bits.
///
/// Only the octaves in use take memory (8 KiB each).
/// Threading:  value.
class Histogram {
public:
    static constexpr std::chrono::nanoseconds kHighest = std::chrono::hours(1);

    Histogram() = default;
    Histogram(const Histogram& other) { merge(other); }
    Histogram& operator=(const Histogram& other);
    Histogram(Histogram&&) noexcept = default;
    Histogram& operator=(Histogram&&) noexcept = default;
    ~Histogram() = default;

    /// Negative values count as 0; values above kHighest count as overflow, with exact max and sum.
    void record(std::chrono::nanoseconds value);
    void merge(const Histogram& other);
    void clear();

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] std::uint64_t overflow() const noexcept { return overflow_; }
    /// 0 when empty.
    [[nodiscard]] std::chrono::nanoseconds min() const noexcept;
    [[nodiscard]] std::chrono::nanoseconds max() const noexcept;
    [[nodiscard]] std::chrono::nanoseconds mean() const noexcept;
    /// Sample standard deviation (n - 1); 0 for fewer than two values.
    [[nodiscard]] std::chrono::nanoseconds stdev() const noexcept;
    /// Nearest rank: the smallest value with at least `percent` of all values at or below it, taken
    /// as the middle of its bucket and kept within min and max. 0 when empty.
    [[nodiscard]] std::chrono::nanoseconds percentile(double percent) const noexcept;

    bool operator==(const Histogram& other) const noexcept;

    /// Calls `take(lowest, width, count)` for each bucket that counted anything, by rising value;
    /// it holds [lowest, lowest + width) ns. What lies beyond kHighest is in overflow() alone.
    template <typename Take>
    void for_each_bucket(Take&& take) const {
        for (std::size_t octave = 0; octave < octaves_.size(); ++octave) {
            if (!octaves_[octave]) continue;
            for (std::uint64_t slot = 0; slot < kHalf; ++slot)
                if (const std::uint64_t count = (*octaves_[octave])[slot]; count != 0)
                    take(lowest(octave, slot), octave == 0 ? 1 : std::uint64_t{1} << (octave - 1),
                         count);
        }
    }

    /// Appends the histogram as bytes; the size grows with the buckets in use, not with the count.
    void encode(std::string& out) const;
    /// Nothing unless the bytes are wholly what encode() may have written.
    [[nodiscard]] static std::optional<Histogram> decode(std::string_view bytes);

private:
    static constexpr int kHalfBits = 10;  // 1024 counts an octave
    static constexpr std::uint64_t kHalf = 1U << kHalfBits;
    static constexpr int kOctaves = 33;  // 2 × 2^10 × 2^31 ns > 1 h
    static constexpr std::size_t kBuckets = kOctaves * kHalf;
    using Octave = std::array<std::uint64_t, kHalf>;

    [[nodiscard]] static std::uint64_t lowest(std::uint64_t octave, std::uint64_t slot) noexcept {
        return octave == 0 ? slot : (kHalf + slot) << (octave - 1);
    }
    [[nodiscard]] static std::uint64_t middle(std::uint64_t octave, std::uint64_t slot) noexcept;

    std::array<std::unique_ptr<Octave>, kOctaves> octaves_;
    std::uint64_t count_ = 0;
    std::uint64_t overflow_ = 0;
    std::uint64_t min_ = UINT64_MAX;
    std::uint64_t max_ = 0;
    Uint128 sum_ = 0;
    Uint128 sum_of_squares_ = 0;
};

}  // namespace oct
