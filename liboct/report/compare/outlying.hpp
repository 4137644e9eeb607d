// Does a series leave its own course: a step, a stretch that is apart, a drift?
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace oct::report {

/// The values [first, last) are apart from the others, or they drift, from or to one of the ends.
struct Outlying {
    std::size_t first = 0;
    std::size_t last = 0;
    bool drift = false;
};

/// The stretch, of at least `least` values, or the drift that is strongest; nothing when noise
/// alone would show one as strong in one of 1,000 series.
///
/// Each stretch against all other values, and lines that may begin or end on the way, are fitted,
/// and the best one is judged by the noise of what it leaves over: the scan for an epidemic change
/// (B. Levin and J. Kline, "The cusum test of homogeneity", Statistics in Medicine 4, 1985), which
/// for stretches that reach an end is Page's search for a change point. One pass finds a collapse,
/// an outage and a drift, and tells them apart; what comes back several times in a run is left
/// over, and so is noise, as is what neighbours that resemble each other do. `noise`: the least
/// standard deviation of a value. Nothing for fewer than 24 values, of which noise could not be
/// told.
[[nodiscard]] std::optional<Outlying> outlying(std::span<const double> series, double noise,
                                               std::size_t least = 1);

}  // namespace oct::report
