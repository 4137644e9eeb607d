// The graphs of how often each duration was: the heat map over time, and the percentiles.
#include "report/chart/graph_parts.hpp"
#include "report/chart/graphs.hpp"
#include "report/read/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kMostRows = 24;

// The bands in which anything fell, as [low, high).
std::pair<std::size_t, std::size_t> used_bands(const Heatmap& heatmap) {
    std::size_t low = Heatmap::kBands;
    std::size_t high = 0;
    for (const Heatmap::Column& column : heatmap.columns())
        for (std::size_t band = 0; band < Heatmap::kBands; ++band)
            if (column[band] != 0) {
                low = std::min(low, band);
                high = std::max(high, band + 1);
            }
    low = high == 0 ? 1 : std::max<std::size_t>(low, 1);  // a logarithmic scale has no 0
    return {low, std::max(high, low + 1)};
}

// The first band of each row, and the end. As many rows as fit: bands share one when a run spans
// many doublings.
std::vector<std::size_t> rows_of_bands(const Heatmap& heatmap) {
    const auto [low, high] = used_bands(heatmap);
    std::size_t step = 1;
    while ((high - low + step - 1) / step > kMostRows) step *= 2;
    std::vector<std::size_t> bands;
    for (std::size_t band = low / step * step; band < high; band += step) bands.push_back(band);
    bands.push_back(bands.back() + step);
    bands.front() = low;
    return bands;
}

// What fell into the bands of a row, in `join` columns from `first` on.
std::uint64_t count_of_cell(const Heatmap& heatmap, std::size_t first, std::size_t join,
                            const std::vector<std::size_t>& bands, std::size_t row) {
    const auto& columns = heatmap.columns();
    std::uint64_t count = 0;
    for (std::size_t i = first; i < std::min(first + join, columns.size()); ++i)
        for (std::size_t band = row == 0 ? 0 : bands[row];
             band < std::min(bands[row + 1], Heatmap::kBands); ++band)
            count += columns[i][band];
    return count;
}

}  // namespace

Figure heat_graph(const GraphSource& source) {
    const Heatmap& heatmap = source.data.heatmap;
    const TimeUnit unit = TimeUnit::of(source.section.statistics);
    const TimeAxis time(source.end);
    Figure figure{new_chart(source, "heat", "how many took how long, when"), "", {}, {}};
    Chart& chart = figure.chart;
    chart.width = Chart::kHalf;
    time.put(chart);
    chart.y_unit = unit.name();
    figure.heads = {"from, s \\ " + unit.name()};
    const std::vector<std::size_t> bands = rows_of_bands(heatmap);
    for (const std::size_t band : bands)
        chart.heat.edges.push_back(unit.of(Heatmap::band_floor(band)));
    for (std::size_t row = 0; row + 1 < bands.size(); ++row)
        figure.heads.push_back(base::grouped(fmt::format("{:.4g}", chart.heat.edges[row])) + "–");
    chart.y = Axis::logarithmic(chart.heat.edges.front(), chart.heat.edges.back());

    // Columns share one when the page has many sections.
    const std::size_t columns = heatmap.columns().size();
    const std::size_t most = std::max<std::size_t>(source.intervals.size(), 1);
    const std::size_t join = std::max<std::size_t>((columns + most - 1) / most, 1);
    const nanoseconds width = heatmap.column_length() * static_cast<std::int64_t>(join);
    chart.heat.column_width = time.of(width);
    for (std::size_t first = 0; first < columns; first += join) {
        auto& cells = figure.rows.emplace_back();
        cells.push_back(seconds_text(width * static_cast<std::int64_t>(first / join)));
        for (std::size_t row = 0; row + 1 < bands.size(); ++row) {
            const std::uint64_t count = count_of_cell(heatmap, first, join, bands, row);
            chart.heat.counts.push_back(count);
            cells.push_back(count == 0 ? std::string() : base::count_text(count));
        }
    }
    figure.note = fmt::format(
        "Each cell counts the results of {} s that took so long; each shade "
        "stands for the same factor.",
        seconds_text(width));
    chart.description = figure.note;
    return figure;
}

Figure percentile_graph(const GraphSource& source) {
    constexpr int kPoints = 80;
    const Histogram& total = source.data.total;
    const Statistics& all = source.section.statistics;
    const TimeUnit unit = TimeUnit::of(all);
    const int nines = std::clamp(
        static_cast<int>(std::floor(std::log10(static_cast<double>(all.count) + 0.5))), 1, 5);
    Figure figure{new_chart(source, "percentiles", "percentiles"), "", {}, {}};
    Chart& chart = figure.chart;
    chart.width = Chart::kHalf;
    chart.over_time = false;
    chart.x = Axis::percentiles(nines);
    chart.x_unit = "%";
    chart.x_title = "percentile: % of the results that took no longer";
    chart.y_unit = unit.name();
    chart.y = value_axis(unit.of(all.min), unit.of(all.p50), unit.of(all.max));
    ChartSeries curve{"percentile", 0, Mark::Line, {}};
    for (int i = 0; i <= kPoints; ++i) {
        const double percent = 100 - 100 * std::pow(10.0, -nines * i / double{kPoints});
        curve.points.push_back(ChartPoint{percent, unit.of(total.percentile(percent))});
    }
    chart.series.push_back(std::move(curve));
    figure.heads = {"percentile", unit.name()};
    for (const double percent :
         {10.0, 25.0, 50.0, 75.0, 80.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999})
        if (is_told(percent, all.count))
            figure.rows.push_back(
                {fmt::format("{:g} %", percent), unit.text(total.percentile(percent))});
    figure.rows.push_back({"max", value_or_dash(all, all.max, unit)});
    figure.note = "Each nine has the same room, so that the tail is to be seen.";
    chart.description = figure.note;
    return figure;
}

}  // namespace oct::report
