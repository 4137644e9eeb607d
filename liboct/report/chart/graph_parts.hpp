// What the graphs have in common: the time axis, titles, the scale of values.
#pragma once

#include "base/seconds.hpp"
#include "report/chart/graphs.hpp"
#include "report/read/figures.hpp"

namespace oct::report {

/// The x axis of a graph over the time of the run.
struct TimeAxis {
    Axis axis;
    std::string unit;
    double unit_s;

    explicit TimeAxis(std::chrono::nanoseconds end)
        : unit(end <= std::chrono::minutes(10) ? "s"
               : end <= std::chrono::hours(6)  ? "min"
                                               : "h"),
          unit_s(unit == "s"     ? 1
                 : unit == "min" ? 60
                                 : 3600) {
        axis = Axis::exactly(base::to_seconds(end) / unit_s, 8);
    }
    [[nodiscard]] double of(std::chrono::nanoseconds time) const {
        return base::to_seconds(time) / unit_s;
    }
    [[nodiscard]] double middle(std::chrono::nanoseconds from,
                                std::chrono::nanoseconds length) const {
        return of(from) + of(length) / 2;
    }
    void put(Chart& chart) const {
        chart.x = axis;
        chart.x_unit = unit;
        chart.x_title = "time since start, " + unit;
    }
};

inline Chart new_chart(const GraphSource& source, const std::string& name,
                       const std::string& title) {
    Chart chart;
    chart.id = source.id + "-" + name;
    chart.title = source.section.name + ": " + title;
    return chart;
}

/// Linear from 0, unless a few high values would press all others to its floor.
inline Axis value_axis(double lowest, double typical, double highest) {
    return highest > 10 * typical && lowest > 0 ? Axis::powers(lowest, highest)
                                                : Axis::up_to(highest, 4);
}

inline std::string value_or_dash(const Statistics& statistics, std::chrono::nanoseconds value,
                                 const TimeUnit& unit) {
    return statistics.count == 0 ? std::string("–") : unit.text(value);
}

}  // namespace oct::report
