// The heat map, and what its shades stand for.
#include "base/text.hpp"
#include "report/chart/chart_canvas.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace oct::report {
namespace {

constexpr std::array<std::string_view, HeatMap::kLevels> kShades{"#cfe1f2", "#a3c9e6", "#6faed8",
                                                                 "#3d8bc4", "#16649f", "#08396b"};

void draw_row(ChartCanvas& canvas, std::size_t row, int level, std::uint64_t most) {
    const HeatMap& map = canvas.chart().heat;
    const std::size_t columns = map.columns();
    const auto shown = [&](std::size_t column) {
        const std::uint64_t count = map.counts[column * map.rows() + row];
        return count != 0 && HeatMap::level(count, most) == level;
    };
    for (std::size_t from = 0; from < columns; ++from) {
        if (!shown(from)) continue;
        std::size_t end = from + 1;
        while (end < columns && shown(end)) ++end;
        const double left = canvas.x(static_cast<double>(from) * map.column_width);
        canvas.put('M');
        canvas.pair(left, (canvas.y(map.edges[row]) + canvas.y(map.edges[row + 1])) / 2, 1);
        canvas.put('h');
        canvas.number(canvas.x(static_cast<double>(end) * map.column_width) - left, 1);
        from = end;
    }
}

}  // namespace

// A path for each shade and height of a row: its stroke is as wide as the row is high, and
// neighbours are one piece.
void draw_heat(ChartCanvas& canvas) {
    const HeatMap& map = canvas.chart().heat;
    const std::uint64_t most = map.highest();
    std::map<long, std::vector<std::size_t>> rows_by_height;  // in tenths
    for (std::size_t row = 0; row < map.rows(); ++row)
        rows_by_height[std::lround(10 * (canvas.y(map.edges[row]) - canvas.y(map.edges[row + 1])))]
            .push_back(row);
    for (const auto& [height, rows] : rows_by_height)
        for (int level = 0; level < HeatMap::kLevels; ++level) {
            const std::size_t begin = canvas.size();
            canvas.add(R"(<path class="heat h{}" fill="none" stroke="{}" stroke-width="{:.1f}" )"
                       R"(shape-rendering="crispEdges" d=")",
                       level, kShades[static_cast<std::size_t>(level)],
                       static_cast<double>(height) / 10 + 0.2);  // no seams
            const std::size_t empty = canvas.size();
            for (const std::size_t row : rows) draw_row(canvas, row, level, most);
            if (canvas.size() == empty)
                canvas.shorten(begin);
            else
                canvas.put(R"("/>)");
        }
}

void draw_shades(ChartCanvas& canvas) {
    const std::string most = base::count_text(canvas.chart().heat.highest());
    const double end = canvas.right() - 7.0 * static_cast<double>(most.size()) - 6;
    const double begin = end - 16.0 * HeatMap::kLevels;
    canvas.add(
        R"(<g class="ink" fill="{}"><text x="{:.1f}" y="17" text-anchor="end">per cell  1</text>)",
        ChartCanvas::kInk, begin - 6);
    canvas.add(R"(<text x="{:.1f}" y="17">{}</text></g>)", end + 6, most);
    for (int level = 0; level < HeatMap::kLevels; ++level)
        canvas.add(R"(<path class="heat h{}" stroke="{}" stroke-width="10" d="M{:.1f} 13h16"/>)",
                   level, kShades[static_cast<std::size_t>(level)], begin + 16 * level);
}

std::uint64_t HeatMap::highest() const {
    return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

int HeatMap::level(std::uint64_t count, std::uint64_t highest) {
    const double most = std::log(static_cast<double>(highest) + 1);
    const double share = std::log(static_cast<double>(count) + 1) / most;
    return std::clamp(static_cast<int>(std::ceil(share * kLevels)) - 1, 0, kLevels - 1);
}

}  // namespace oct::report
