// How many values fell where and when: time by a logarithmic scale of durations.
#pragma once

#include <oct/histogram.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace oct::report {

/// Counts in cells: at most 120 columns of time, and four bands for each doubling of the duration.
///
/// Threading:  value.
class Heatmap {
public:
    static constexpr std::size_t kMostColumns = 120;
    static constexpr std::size_t kBands = 168;  ///< 4 a doubling, up to 2^43 ns: 2 h
    using Column = std::array<std::uint64_t, kBands>;

    Heatmap() = default;
    /// For a section with this many intervals; a column has as many of them as it takes.
    Heatmap(std::chrono::nanoseconds interval, std::size_t intervals);

    void add(std::size_t interval, const Histogram& histogram);

    /// Length of a column; the first one begins with the run.
    [[nodiscard]] std::chrono::nanoseconds column_length() const noexcept {
        return interval_ * static_cast<std::int64_t>(step_);
    }
    [[nodiscard]] const std::vector<Column>& columns() const noexcept { return columns_; }
    /// Band `band` holds the durations in [band_floor(band), band_floor(band + 1)); the last one
    /// also all that are longer.
    [[nodiscard]] static std::chrono::nanoseconds band_floor(std::size_t band) noexcept;

private:
    [[nodiscard]] static std::size_t band_of(std::uint64_t ns) noexcept;

    std::chrono::nanoseconds interval_{};
    std::size_t step_ = 1;
    std::vector<Column> columns_;
};

}  // namespace oct::report
