// A chart as SVG: lines, steps, dots, areas, bands or a heat map between two axes.
#pragma once

#include "report/chart/axis.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oct::report {

struct ChartPoint {
    double x = 0;
    double y = 0;
    double base = 0;  ///< of an area or band: its lower edge
};

enum class Mark { Line, Steps, Dots, Area, Band };

/// One set of points; nothing between two points is a gap in the line.
struct ChartSeries {
    std::string name;
    int colour = 0;  ///< 0 … 3, and kBadColour
    Mark mark = Mark::Line;
    std::vector<std::optional<ChartPoint>> points;
    bool dashed = false;
};

inline constexpr int kBadColour = 4;  ///< failures

/// Counts in cells of columns that are equally wide; bottom row first.
struct HeatMap {
    static constexpr int kLevels = 6;

    std::vector<double> edges;          ///< of the rows on the y axis: one more than there are rows
    double column_width = 0;            ///< in units of the x axis
    std::vector<std::uint64_t> counts;  ///< column by column

    [[nodiscard]] std::size_t rows() const { return edges.empty() ? 0 : edges.size() - 1; }
    [[nodiscard]] std::size_t columns() const {
        const std::size_t all = rows();
        return all == 0 ? 0 : counts.size() / all;
    }
    [[nodiscard]] std::uint64_t highest() const;
    /// The shade of a count above 0, `highest` having the darkest: a level up stands for the same
    /// factor everywhere.
    [[nodiscard]] static int level(std::uint64_t count, std::uint64_t highest);
};

/// What a chart shows.
struct Chart {
    std::string id;  ///< unique on the page
    std::string title;
    std::string description;
    std::string x_title;
    std::string x_unit;  ///< behind a value: "s", "min", "%"
    std::string y_unit;
    Axis x;
    Axis y;
    std::vector<ChartSeries> series;
    HeatMap heat;
    double width = 1000;
    bool over_time = true;  ///< all charts over time share one zoom

    static constexpr double kHalf = 490;  ///< the width of one that stands beside another
};

/// The chart as one <svg> element: presentation attributes only, so that it also shows where styles
/// are forbidden, and classes, so that a style sheet may change it.
[[nodiscard]] std::string to_svg(const Chart& chart);

/// Text as it may stand in HTML and XML, also within an attribute.
[[nodiscard]] std::string escaped(const std::string& text);

}  // namespace oct::report
