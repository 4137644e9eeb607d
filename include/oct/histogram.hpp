// A histogram of durations: what LoadTest, HQ and report count with, for sinks and tools of others.
#pragma once

#include <oct/export.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace oct {

namespace measure {
class Buckets;
}  // namespace measure

/// Counts durations: count, sum, min, max and mean are exact, percentiles within 0.1 %.
///
/// The buckets are those of HdrHistogram (Gil Tene, hdrhistogram.org) with 3 significant digits:
/// up to 2047 ns one by one, then 1024 for each doubling up to kHighest. No parameter to choose,
/// so any two can be merged, and the order of records and merges makes no difference to any bit.
///
///     oct::Histogram times;
///     for (const oct::Sample& sample : block.samples()) times.record(sample.service);
///     print(times.count(), times.percentile(50), times.percentile(99), times.max());
///
/// Memory:     0.4 KiB and two bytes a value for up to 128 values; from then on 8 KiB for each
///             doubling in use: 80 KiB for 1 ms to 1 s, 264 KiB at most.
/// Threading:  value: one thread records, or merges what others have recorded.
class OCT_EXPORT Histogram {
public:
    /// What is longer has no bucket: exact in count, sum, mean, min and max; a percentile that
    /// falls there is max().
    static constexpr std::chrono::nanoseconds kHighest = std::chrono::hours(1);

    Histogram() noexcept;
    Histogram(const Histogram& other);
    Histogram(Histogram&& other) noexcept;
    Histogram& operator=(Histogram other) noexcept;
    ~Histogram();

    /// A negative duration counts as 0.
    void record(std::chrono::nanoseconds value);
    void merge(const Histogram& other);
    /// Empties it and gives its memory back.
    void clear() noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// The shortest and the longest duration; 0 when empty.
    [[nodiscard]] std::chrono::nanoseconds min() const noexcept;
    [[nodiscard]] std::chrono::nanoseconds max() const noexcept;
    /// nanoseconds::max() where it is beyond that, 292 years.
    [[nodiscard]] std::chrono::nanoseconds sum() const noexcept;
    /// To the nearest nanosecond; 0 when empty.
    [[nodiscard]] std::chrono::nanoseconds mean() const noexcept;
    /// Sample standard deviation (n - 1), of the exact values as long as their squares add up to
    /// less than 2^128 ns²; 0 for fewer than two.
    [[nodiscard]] std::chrono::nanoseconds stdev() const noexcept;
    /// Nearest rank: the smallest value with at least `percent` of all values at or below it, taken
    /// as the middle of its bucket and kept within min() and max(). 0 when empty; less than 0 is
    /// taken as 0, more than 100 as 100.
    [[nodiscard]] std::chrono::nanoseconds percentile(double percent) const;

    [[nodiscard]] bool operator==(const Histogram& other) const;

private:
    friend class measure::Buckets;
    static constexpr std::size_t kHalf = 1024;   // buckets an octave
    static constexpr std::size_t kOctaves = 33;  // 2 × 2^10 × 2^31 ns > 1 h
    static constexpr std::size_t kMostFew = 128;
    using Octave = std::array<std::uint64_t, kHalf>;
    __extension__ using Wide = unsigned __int128;

    OCT_NO_EXPORT void add(std::size_t bucket, std::uint64_t count);
    OCT_NO_EXPORT void spread();
    void swap(Histogram& other) noexcept;

    // The buckets of few values one by one, in the order of arrival; counts once they are spread.
    std::vector<std::uint16_t> few_{};
    bool spread_ = false;
    std::array<std::unique_ptr<Octave>, kOctaves> octaves_{};
    std::uint64_t count_ = 0;
    std::uint64_t overflow_ = 0;  // above kHighest
    std::uint64_t min_ = UINT64_MAX;
    std::uint64_t max_ = 0;
    Wide sum_ = 0;
    Wide sum_of_squares_ = 0;
};

}  // namespace oct
