// A log-linear histogram of durations: 1 ns to 1 h, relative error at most 0.1 %.
//
// The layout is that of HdrHistogram (Tene, hdrhistogram.org) with 3 significant digits: octave 0
// holds 0..2047 ns one by one; each further octave halves the resolution and has 1024 counts.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct::measure {

__extension__ using Uint128 = unsigned __int128;

/// Counts durations; merging is exact, so any order of merges gives the same bits.
///
/// Up to 128 values take two bytes each; from then on the octaves in use take 8 KiB each.
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
    [[nodiscard]] std::chrono::nanoseconds percentile(double percent) const;

    bool operator==(const Histogram& other) const;

    /// Calls `take(lowest, width, count)` for each bucket that counted anything, by rising value;
    /// it holds [lowest, lowest + width) ns. What lies beyond kHighest is in overflow() alone.
    template <typename Take>
    void for_each_bucket(Take&& take) const {
        for_each_index([&](std::size_t index, std::uint64_t count) {
            take(lowest(index), width(index), count);
            return true;
        });
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
    static constexpr std::size_t kMostFew = 128;
    using Octave = std::array<std::uint64_t, kHalf>;
    using Few = std::vector<std::uint16_t>;

    // Bucket `index` is slot index % kHalf of octave index / kHalf.
    [[nodiscard]] static std::uint64_t lowest(std::size_t index) noexcept {
        return index < kHalf ? index : (kHalf + index % kHalf) << (index / kHalf - 1);
    }
    [[nodiscard]] static std::uint64_t width(std::size_t index) noexcept {
        return index < kHalf ? 1 : std::uint64_t{1} << (index / kHalf - 1);
    }
    [[nodiscard]] static std::size_t index_of(std::uint64_t value) noexcept;

    // Buckets that counted anything, in order, until `take(index, count)` returns false.
    template <typename Take>
    void for_each_index(Take&& take) const {
        if (!spread_) {
            Few few = few_;
            std::sort(few.begin(), few.end());
            for (auto at = few.begin(); at != few.end();) {
                const auto end = std::upper_bound(at, few.end(), *at);
                if (!take(std::size_t{*at}, static_cast<std::uint64_t>(end - at))) return;
                at = end;
            }
            return;
        }
        for (std::size_t index = 0; index < kBuckets; ++index) {
            const auto& octave = octaves_[index / kHalf];
            if (!octave)
                index += kHalf - 1;
            else if (const std::uint64_t count = (*octave)[index % kHalf]; count != 0)
                if (!take(index, count)) return;
        }
    }
    void add(std::size_t index, std::uint64_t count);
    void spread();

    // The buckets of few values one by one, in the order of arrival; counts once they are spread.
    Few few_;
    bool spread_ = false;
    std::array<std::unique_ptr<Octave>, kOctaves> octaves_;
    std::uint64_t count_ = 0;
    std::uint64_t overflow_ = 0;
    std::uint64_t min_ = UINT64_MAX;
    std::uint64_t max_ = 0;
    Uint128 sum_ = 0;
    Uint128 sum_of_squares_ = 0;
};

}  // namespace oct::measure
