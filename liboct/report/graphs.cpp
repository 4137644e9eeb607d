// What each graph shows, in units that read well.
#include "report/graphs.hpp"

#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace oct {
namespace {

using std::chrono::nanoseconds;

double seconds(nanoseconds duration) {
    return static_cast<double>(duration.count()) / 1e9;
}

struct TimeUnit {
    std::string name;
    double ns;

    [[nodiscard]] double of(nanoseconds duration) const {
        return static_cast<double>(duration.count()) / ns;
    }
};

TimeUnit unit_for(nanoseconds highest) {
    using namespace std::chrono_literals;
    if (highest < 1ms) return {"µs", 1e3};
    if (highest < 10s) return {"ms", 1e6};
    return {"s", 1e9};
}

}  // namespace

Chart response_times_graph(const Section& section, const GraphData& data, const std::string& id,
                           nanoseconds end) {
    const TimeUnit unit = unit_for(section.statistics.max);
    Chart chart{id + "-points", section.name + ": response times", "", unit.name, seconds(end), {}};
    chart.description = fmt::format(
        "{} of {} values; of every stretch of time the lowest and the highest are among them.",
        count_text(data.points.size()), count_text(section.statistics.count));
    ChartSeries fine{"response time", 0, Mark::Dots, {}};
    ChartSeries failed{"failed", kBadColour, Mark::Dots, {}};
    for (const Point& point : data.points)
        (point.failed ? failed : fine)
            .points.push_back(ChartPoint{seconds(point.offset), unit.of(point.value)});
    chart.series.push_back(std::move(fine));
    if (!failed.points.empty()) chart.series.push_back(std::move(failed));
    return chart;
}

Chart interval_graph(const Section& section, const std::string& id, nanoseconds end) {
    nanoseconds highest{};
    for (const Interval& interval : section.intervals)
        highest = std::max({highest, interval.statistics.p90, interval.statistics.mean});
    const TimeUnit unit = unit_for(highest);
    Chart chart{id + "-intervals",
                section.name + ": response times per interval",
                "Average, 80 % and 90 % of each interval; the table below has the values.",
                unit.name,
                seconds(end),
                {}};
    chart.series = {
        {"average", 0, Mark::Line, {}}, {"80 %", 1, Mark::Line, {}}, {"90 %", 2, Mark::Line, {}}};
    for (const Interval& interval : section.intervals) {
        const double middle = seconds(interval.from) + seconds(interval.length) / 2;
        const Statistics& s = interval.statistics;
        const std::array<nanoseconds, 3> values{s.mean, s.p80, s.p90};
        for (std::size_t i = 0; i < values.size(); ++i)
            chart.series[i].points.push_back(
                s.count == 0 ? std::nullopt
                             : std::optional(ChartPoint{middle, unit.of(values[i])}));
    }
    return chart;
}

// Before the first and after the last result the rate is 0, not unknown. The last bin counts over
// the part of it that the run covers, unless that is too short to say anything.
Chart throughput_graph(const Section& section, const GraphData& data, const std::string& id,
                       nanoseconds end) {
    const nanoseconds width = data.rate.width();
    Chart chart{
        id + "-throughput", section.name + ": throughput", "", "per second", seconds(end), {}};
    chart.description = fmt::format(
        "Results per second, counted over each {} s by when they ended.", seconds_text(width));
    ChartSeries all{"results", 3, Mark::Area, {}};
    ChartSeries failed{"failed", kBadColour, Mark::Line, {}};
    const auto count = static_cast<std::size_t>((end + width - nanoseconds(1)) / width);
    for (std::size_t i = 0; i < std::max(count, data.rate.bins().size()); ++i) {
        const Rate::Bin bin = i < data.rate.bins().size() ? data.rate.bins()[i] : Rate::Bin{};
        const nanoseconds from = width * static_cast<std::int64_t>(i);
        const nanoseconds length = std::min(width, end - from);
        if (length < width / 5 && i != 0) break;
        const double span = seconds(length > nanoseconds::zero() ? length : width);
        const double middle = seconds(from) + span / 2;
        all.points.push_back(ChartPoint{middle, static_cast<double>(bin.all) / span});
        failed.points.push_back(ChartPoint{middle, static_cast<double>(bin.failed) / span});
    }
    chart.series.push_back(std::move(all));
    if (section.errors != 0) chart.series.push_back(std::move(failed));
    return chart;
}

}  // namespace oct
