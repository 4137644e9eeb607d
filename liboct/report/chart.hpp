// A chart as SVG: lines, dots or areas over the time of the run.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace oct {

struct ChartPoint {
    double x = 0;
    double y = 0;
};

enum class Mark { Line, Dots, Area };

/// One set of points; nothing between two points is a gap in the line.
struct ChartSeries {
    std::string name;
    int colour = 0;  ///< 0 … 3, and kBadColour
    Mark mark = Mark::Line;
    std::vector<std::optional<ChartPoint>> points;
};

inline constexpr int kBadColour = 4;  ///< failures

/// What a chart shows; x in seconds, y in the unit that is named.
struct Chart {
    std::string id;  ///< unique on the page
    std::string title;
    std::string description;
    std::string y_unit;
    double length_s = 0;  ///< of the x axis
    std::vector<ChartSeries> series;
};

/// The chart as one <svg> element: presentation attributes only, so that it also shows where styles
/// are forbidden, and classes, so that a style sheet may change it.
[[nodiscard]] std::string to_svg(const Chart& chart);

/// Text as it may stand in HTML and XML, also within an attribute.
[[nodiscard]] std::string escaped(const std::string& text);

}  // namespace oct
