// What the graphs over the time of the run show, in units that read well.
#include "report/chart/graphs.hpp"

#include "report/chart/graph_parts.hpp"
#include "report/read/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

std::string rate_text(double per_second) {
    return base::grouped(fmt::format("{:.{}f}", per_second, per_second < 10 ? 2 : 1));
}

// Of each handful of neighbours the first, the lowest and the highest.
std::vector<measure::Point> thinned(const std::vector<measure::Point>& points, std::size_t most) {
    if (points.size() <= most) return points;
    const auto lower = [](const measure::Point& a, const measure::Point& b) {
        return a.value < b.value;
    };
    const std::size_t handful = (3 * points.size() + most - 1) / most;
    std::vector<measure::Point> chosen;
    for (std::size_t at = 0; at < points.size(); at += handful) {
        const auto first = points.begin() + static_cast<std::ptrdiff_t>(at);
        const auto end = first + static_cast<std::ptrdiff_t>(std::min(handful, points.size() - at));
        std::set<std::ptrdiff_t> picks{0, std::min_element(first, end, lower) - first,
                                       std::max_element(first, end, lower) - first};
        for (const std::ptrdiff_t pick : picks) chosen.push_back(*(first + pick));
    }
    return chosen;
}

struct RateStep {
    nanoseconds from{};
    nanoseconds width{};
    nanoseconds length{};  // of the part that the run covers
    double per_second = 0;
    double failed_per_second = 0;
};

// Before the first and after the last result the rate is 0, not unknown. The last step counts over
// the part of it that the run covers, unless that is too short to say anything.
std::vector<RateStep> rate_steps(const GraphSource& source) {
    const measure::Rate& rate = source.data.rate;
    const auto bins = std::max(
        rate.bins().size(),
        static_cast<std::size_t>((source.end + rate.width() - nanoseconds(1)) / rate.width()));
    const std::size_t most = std::max<std::size_t>(source.intervals.size(), 50);
    const std::size_t join = std::max<std::size_t>((bins + most - 1) / most, 1);
    const nanoseconds width = rate.width() * static_cast<std::int64_t>(join);
    std::vector<RateStep> steps;
    for (std::size_t first = 0; first < bins; first += join) {
        measure::Rate::Bin bin;
        for (std::size_t i = first; i < std::min(first + join, rate.bins().size()); ++i) {
            bin.all += rate.bins()[i].all;
            bin.failed += rate.bins()[i].failed;
        }
        const nanoseconds from = rate.width() * static_cast<std::int64_t>(first);
        const nanoseconds length = std::min(width, source.end - from);
        if (length < width / 5 && first != 0) break;
        const double span = base::to_seconds(length > nanoseconds::zero() ? length : width);
        steps.push_back({from, width, length, static_cast<double>(bin.all) / span,
                         static_cast<double>(bin.failed) / span});
    }
    return steps;
}

}  // namespace

// The band is exact: the lowest and the highest of each interval; the dots are a choice.
Figure response_times_graph(const GraphSource& source) {
    const Statistics& all = source.section.statistics;
    const TimeUnit unit = TimeUnit::of(all);
    const TimeAxis time(source.end);
    const std::vector<measure::Point> points = thinned(source.data.points, source.most_points);

    Figure figure{new_chart(source, "points", "response times"), "", {}, {}};
    Chart& chart = figure.chart;
    chart.y_unit = unit.name();
    time.put(chart);
    chart.y = value_axis(unit.of(all.min), unit.of(all.p50), unit.of(all.max));
    ChartSeries band{"lowest to highest", 0, Mark::Band, {}};
    figure.heads = {"from, s", "values", "lowest, " + unit.name(), "highest, " + unit.name()};
    for (const Interval& i : source.intervals) {
        const Statistics& s = i.statistics;
        figure.rows.push_back({seconds_text(i.from), base::count_text(s.count),
                               value_or_dash(s, s.min, unit), value_or_dash(s, s.max, unit)});
        for (const nanoseconds edge : {i.from, i.from + i.length})  // it holds every dot
            band.points.push_back(
                s.count == 0
                    ? std::nullopt
                    : std::optional(ChartPoint{time.of(edge), unit.of(s.max), unit.of(s.min)}));
    }
    ChartSeries fine{"response time", 0, Mark::Dots, {}};
    ChartSeries failed{"failed", kBadColour, Mark::Dots, {}};
    for (const measure::Point& point : points)
        (point.failed ? failed : fine)
            .points.push_back(ChartPoint{time.of(point.offset), unit.of(point.value)});
    if (points.size() < all.count) chart.series.push_back(std::move(band));
    chart.series.push_back(std::move(fine));
    if (!failed.points.empty()) chart.series.push_back(std::move(failed));
    figure.note = points.size() < all.count
                      ? fmt::format(
                            "{} of {} results as dots: a choice over all of the run, with "
                            "the lowest and the highest of every moment. The band goes "
                            "from the lowest to the highest of each interval.",
                            base::count_text(points.size()), base::count_text(all.count))
                      : fmt::format("All {} results.", base::count_text(all.count));
    chart.description = figure.note;
    return figure;
}

Figure interval_graph(const GraphSource& source) {
    double highest = 0;
    double lowest = HUGE_VAL;
    const TimeUnit unit = TimeUnit::of(source.section.statistics);
    const TimeAxis time(source.end);
    Figure figure{new_chart(source, "intervals", "response times per interval"), "", {}, {}};
    Chart& chart = figure.chart;
    chart.series = {{"average", 3, Mark::Line, {}, true},
                    {"80 %", 1, Mark::Line, {}},
                    {"90 %", 0, Mark::Line, {}},
                    {"99 %", 2, Mark::Line, {}}};
    for (const Interval& interval : source.intervals) {
        const Statistics& s = interval.statistics;
        const std::array<nanoseconds, 4> values{s.mean, s.p80, s.p90, s.p99};
        const double middle = time.middle(interval.from, interval.length);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (s.count == 0) {
                chart.series[i].points.emplace_back(std::nullopt);
                continue;
            }
            const double value = unit.of(values[i]);
            chart.series[i].points.push_back(ChartPoint{middle, value});
            highest = std::max(highest, value);
            lowest = std::min(lowest, value);
        }
    }
    chart.y_unit = unit.name();
    time.put(chart);
    chart.y = value_axis(lowest, unit.of(source.section.statistics.p80), highest);
    chart.description =
        "Average, 80 %, 90 % and 99 % of each interval; the table by interval has the figures.";
    return figure;
}

Figure throughput_graph(const GraphSource& source) {
    const TimeAxis time(source.end);
    const std::vector<RateStep> steps = rate_steps(source);
    Figure figure{new_chart(source, "throughput", "throughput"), "", {}, {}};
    Chart& chart = figure.chart;
    chart.y_unit = "per second";
    time.put(chart);
    figure.note =
        fmt::format("Results per second, counted over each {} s by when they ended.",
                    seconds_text(steps.empty() ? source.data.rate.width() : steps.front().width));
    chart.description = figure.note;
    figure.heads = {"from, s", "per second", "failed per second"};
    ChartSeries all{"results", 1, Mark::Area, {}};
    ChartSeries failed{"failed", kBadColour, Mark::Line, {}};
    double highest = 0;
    for (const RateStep& step : steps) {
        const double middle = time.middle(step.from, step.length);
        all.points.push_back(ChartPoint{middle, step.per_second, 0});
        failed.points.push_back(ChartPoint{middle, step.failed_per_second});
        figure.rows.push_back({seconds_text(step.from), rate_text(step.per_second),
                               rate_text(step.failed_per_second)});
        highest = std::max(highest, step.per_second);
    }
    chart.y = Axis::up_to(highest, 4);
    chart.series.push_back(std::move(all));
    if (source.section.errors != 0) chart.series.push_back(std::move(failed));
    return figure;
}

Figure lag_graph(const GraphSource& source) {
    const TimeUnit unit = TimeUnit::of(source.section.statistics);
    const TimeAxis time(source.end);
    Figure figure{new_chart(source, "lag", "how late transactions started"), "", {}, {}};
    Chart& chart = figure.chart;
    chart.y_unit = unit.name();
    time.put(chart);
    chart.series = {
        {"50 %", 1, Mark::Line, {}}, {"99 %", 2, Mark::Line, {}}, {"max", 3, Mark::Line, {}, true}};
    figure.heads = {"from, s", "50 %, " + unit.name(), "99 %, " + unit.name(),
                    "max, " + unit.name()};
    double highest = 0;
    for (const Interval& interval : source.intervals) {
        const Statistics& s = interval.statistics;
        const std::array<nanoseconds, 3> values{s.p50, s.p99, s.max};
        const double middle = time.middle(interval.from, interval.length);
        auto& cells = figure.rows.emplace_back();
        cells.push_back(seconds_text(interval.from));
        for (std::size_t i = 0; i < values.size(); ++i) {
            cells.push_back(value_or_dash(s, values[i], unit));
            chart.series[i].points.push_back(
                s.count == 0 ? std::nullopt
                             : std::optional(ChartPoint{middle, unit.of(values[i])}));
            highest = std::max(highest, unit.of(values[i]));
        }
    }
    chart.y = Axis::up_to(highest, 4);
    figure.note =
        "From the moment the plan had for a transaction to the moment it started. Response times "
        "of all transactions count from the former, so that it is in them; custom timers are not.";
    chart.description = figure.note;
    return figure;
}

Figure activity_graph(const Activity& activity, nanoseconds end) {
    constexpr std::size_t kMost = 120;
    const TimeAxis time(end);
    Figure figure;
    Chart& chart = figure.chart;
    chart.id = "run-activity";
    chart.title = "Cannons and turrets at work";
    chart.y_unit = "at work";
    time.put(chart);
    ChartSeries cannons{"cannons", 0, Mark::Steps, {}};
    ChartSeries turrets{"turrets", 2, Mark::Steps, {}, true};
    figure.heads = {"from, s", "cannons", "turrets"};
    const std::size_t join = std::max<std::size_t>((activity.steps.size() + kMost - 1) / kMost, 1);
    double highest = 0;
    for (std::size_t i = 0; i < activity.steps.size(); i += join) {
        const Activity::Step& step = activity.steps[i];
        const nanoseconds from = activity.step * static_cast<std::int64_t>(i);
        if (from >= end) break;
        cannons.points.push_back(ChartPoint{time.of(from), static_cast<double>(step.cannons)});
        turrets.points.push_back(ChartPoint{time.of(from), static_cast<double>(step.turrets)});
        figure.rows.push_back(
            {seconds_text(from), base::count_text(step.cannons), base::count_text(step.turrets)});
        highest = std::max({highest, cannons.points.back()->y, turrets.points.back()->y});
    }
    if (!cannons.points.empty()) {
        cannons.points.push_back(ChartPoint{time.of(end), cannons.points.back()->y});
        turrets.points.push_back(ChartPoint{time.of(end), turrets.points.back()->y});
    }
    chart.y = Axis::up_to(highest, 4);
    chart.series = {std::move(cannons), std::move(turrets)};
    figure.note =
        "A turret is at work from its first result to its last; its cannons start over "
        "its rampup.";
    chart.description = figure.note;
    return figure;
}

}  // namespace oct::report
