// Bands whose edges are edges of the histogram's buckets, so that no count has to be split.
#include "report/read/heatmap.hpp"

#include "measure/buckets.hpp"

#include <algorithm>
#include <bit>

namespace oct::report {

Heatmap::Heatmap(std::chrono::nanoseconds interval, std::size_t intervals)
    : interval_(interval),
      step_(std::max<std::size_t>(1, (intervals + kMostColumns - 1) / kMostColumns)) {}

// Bands 0 to 3 hold 0, 1, 2 and 3 ns; band 4n + m those from (4 + m) · 2^(n-1) ns.
std::size_t Heatmap::band_of(std::uint64_t ns) noexcept {
    if (ns < 4) return ns;
    const auto octave = static_cast<std::size_t>(std::bit_width(ns)) - 3;
    return std::min<std::size_t>(4 * (octave + 1) + ((ns >> octave) & 3U), kBands - 1);
}

std::chrono::nanoseconds Heatmap::band_floor(std::size_t band) noexcept {
    if (band < 4) return std::chrono::nanoseconds(band);
    return std::chrono::nanoseconds(static_cast<std::int64_t>((4 + band % 4) << (band / 4 - 1)));
}

void Heatmap::add(std::size_t interval, const Histogram& histogram) {
    if (histogram.count() == 0) return;
    const std::size_t column = interval / step_;
    if (columns_.size() <= column) columns_.resize(column + 1);
    Column& cells = columns_[column];
    measure::Buckets::for_each(histogram,
                               [&](std::uint64_t lowest, std::uint64_t, std::uint64_t count) {
                                   cells[band_of(lowest)] += count;
                               });
    cells.back() += measure::Buckets::overflow(histogram);
}

}  // namespace oct::report
