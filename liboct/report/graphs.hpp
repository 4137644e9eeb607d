// The three graphs of a section.
#pragma once

#include <oct/summary.hpp>

#include "report/chart.hpp"
#include "report/findings.hpp"

#include <chrono>
#include <string>

namespace oct {

/// `id` begins the ids of the elements; `end` is the right end of the x axis.
[[nodiscard]] Chart response_times_graph(const Section& section, const GraphData& data,
                                         const std::string& id, std::chrono::nanoseconds end);
[[nodiscard]] Chart interval_graph(const Section& section, const std::string& id,
                                   std::chrono::nanoseconds end);
[[nodiscard]] Chart throughput_graph(const Section& section, const GraphData& data,
                                     const std::string& id, std::chrono::nanoseconds end);

}  // namespace oct
