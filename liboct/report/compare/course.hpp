// The intervals of a section that lie wholly within the time measured.
#pragma once

#include <oct/summary.hpp>

#include "report/read/section_builder.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace oct::report {

/// What ended in some neighbouring intervals.
struct Stretch {
    std::size_t first = 0;  ///< intervals [first, last)
    std::size_t last = 0;
    std::chrono::nanoseconds length{};
    Statistics statistics{};  ///< of succeeded transactions
    std::uint64_t errors = 0;
    std::uint64_t ended = 0;
};

/// Threading:  value. Ownership: refers to the section and its graph data.
class Course {
public:
    /// `data`: the durations of the intervals; without them percentiles of several intervals are
    /// the mean of those of each, by count.
    Course(const Summary& summary, const Section& section, const GraphData* data);

    [[nodiscard]] std::size_t size() const noexcept { return intervals_.size(); }
    /// Since the start of the run; of the last one + 1: where it ends.
    [[nodiscard]] std::chrono::nanoseconds begin_of(std::size_t interval) const noexcept {
        return begin_ + length_ * static_cast<std::int64_t>(interval);
    }
    [[nodiscard]] Stretch whole() const { return over(0, size()); }
    [[nodiscard]] Stretch over(std::size_t first, std::size_t last) const;
    /// All but those.
    [[nodiscard]] Stretch except(std::size_t first, std::size_t last) const;
    /// From the first interval to the last; each stretch takes as many as it needs for `count`
    /// results, at least one interval.
    [[nodiscard]] std::vector<Stretch> parts(std::uint64_t count) const;
    /// Stretches of `size` intervals, which overlap by three quarters; the last one ends the run.
    [[nodiscard]] std::vector<Stretch> overlapping(std::size_t size) const;
    /// Of the share of errors, where those of an interval and the next one may be of one burst.
    [[nodiscard]] double variance_of_errors() const;

private:
    /// [first, last) without [left_out, left_to).
    [[nodiscard]] Stretch merged(std::size_t first, std::size_t last, std::size_t left_out,
                                 std::size_t left_to) const;

    std::chrono::nanoseconds begin_{};
    std::chrono::nanoseconds length_{};
    std::size_t skipped_ = 0;  // intervals of the section before the first one here
    bool mixed_ = false;
    std::span<const Interval> intervals_;
    const GraphData* data_;
};

}  // namespace oct::report
