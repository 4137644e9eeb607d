// Counts by second and points of graphs as bytes; docs/database.md describes them.
#pragma once

#include "measure/point_sample.hpp"
#include "measure/series.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oct::measure {

[[nodiscard]] std::string encode(const std::vector<SecondCount>& seconds);
/// `points` in the order of time.
[[nodiscard]] std::string encode(const std::vector<Point>& points);

/// Append what was encoded; false when the bytes are not that.
[[nodiscard]] bool decode(std::string_view bytes, std::vector<SecondCount>& seconds);
[[nodiscard]] bool decode(std::string_view bytes, std::vector<Point>& points);

}  // namespace oct::measure
