// Drawing: frame, axes, series, legend.
#include "report/chart.hpp"

#include "report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace oct {
namespace {

constexpr double kWidth = 760;
constexpr double kHeight = 264;
constexpr double kLeft = 62;
constexpr double kRight = 12;
constexpr double kTop = 34;
constexpr double kBottom = 40;
constexpr std::array<std::string_view, 5> kColours{"#2563a8", "#c2701c", "#8a4fa3", "#2c8a5b",
                                                   "#c0362c"};

struct XUnit {
    std::string_view name;
    double seconds;
};

XUnit unit_of(double length_s) {
    if (length_s <= 600) return {"s", 1};
    if (length_s <= 6 * 3600) return {"min", 60};
    return {"h", 3600};
}

// Collects the text; coordinates have two decimals, which is finer than a screen.
class Drawing {
public:
    explicit Drawing(const Chart& chart) : chart_(chart), x_unit_(unit_of(chart.length_s)) {
        double highest = 0;
        for (const ChartSeries& series : chart.series)
            for (const auto& point : series.points)
                if (point) highest = std::max(highest, point->y);
        x_ = Axis::exactly(chart.length_s / x_unit_.seconds, 8);
        y_ = Axis::up_to(highest, 4);
    }

    std::string draw() {
        open();
        axes();
        for (const ChartSeries& series : chart_.series) draw(series);
        legend();
        add("</svg>");
        return std::move(svg_);
    }

private:
    template <typename... Values>
    void add(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(svg_), format, std::forward<Values>(values)...);
    }
    [[nodiscard]] double x(double seconds) const {
        const double share = seconds / x_unit_.seconds / x_.top;
        return kLeft + std::clamp(share, 0.0, 1.0) * (kWidth - kLeft - kRight);
    }
    [[nodiscard]] double y(double value) const {
        return kHeight - kBottom - value / y_.top * (kHeight - kTop - kBottom);
    }

    void open() {
        add(R"(<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}" role="img" )"
            R"(aria-labelledby="{}-t {}-d" font-family="system-ui, sans-serif" font-size="12" )",
            kWidth, kHeight, chart_.id, chart_.id);
        add(R"(data-plot="{} {} {} {}" data-x="{} {}" data-y="{} {}">)", kLeft, kTop,
            kWidth - kRight, kHeight - kBottom, x_.top, x_unit_.name, y_.top, chart_.y_unit);
        add(R"(<title id="{}-t">{}</title><desc id="{}-d">{}</desc>)", chart_.id,
            escaped(chart_.title), chart_.id, escaped(chart_.description));
        add(R"(<rect class="paper" width="{}" height="{}" fill="#ffffff"/>)", kWidth, kHeight);
    }

    void axes() {
        add(R"(<g class="grid" stroke="#e3e6ea" stroke-width="1">)");
        for (const double tick : y_.ticks())
            add(R"(<path d="M{:.2f} {:.2f}H{:.2f}"/>)", kLeft, y(tick), kWidth - kRight);
        add(R"(</g><g class="ink" fill="#5b6470" text-anchor="end">)");
        for (const double tick : y_.ticks())
            add(R"(<text x="{:.2f}" y="{:.2f}">{}</text>)", kLeft - 8, y(tick) + 4, y_.label(tick));
        add(R"(</g><g class="ink" fill="#5b6470" text-anchor="middle">)");
        for (const double tick : x_.ticks())
            add(R"(<text x="{:.2f}" y="{:.2f}">{}</text>)", x(tick * x_unit_.seconds),
                kHeight - kBottom + 18, x_.label(tick));
        add(R"(<text x="{:.2f}" y="{:.2f}">time since start, {}</text></g>)",
            (kLeft + kWidth - kRight) / 2, kHeight - 5, x_unit_.name);
        add(R"(<text class="ink" fill="#5b6470" x="{:.2f}" y="{:.2f}">{}</text>)", 4.0, 16.0,
            chart_.y_unit);
    }

    void draw(const ChartSeries& series) {
        const auto colour = kColours[static_cast<std::size_t>(series.colour)];
        if (series.mark == Mark::Area) area(series, colour);
        add(R"(<path class="series c{}" data-name="{}" fill="none" stroke="{}" )", series.colour,
            escaped(series.name), colour);
        if (series.mark == Mark::Dots)
            add(R"(data-mark="dots" stroke-width="3" stroke-linecap="round" stroke-opacity="0.55" d=")");
        else
            add(R"(stroke-width="2" stroke-linejoin="round" stroke-linecap="round" d=")");
        bool pen_down = false;
        for (std::size_t i = 0; i < series.points.size(); ++i) {
            const auto& point = series.points[i];
            if (!point) {
                pen_down = false;
                continue;
            }
            add("{}{:.2f} {:.2f}", pen_down ? 'L' : 'M', x(point->x), y(point->y));
            const bool alone =
                !pen_down && (i + 1 == series.points.size() || !series.points[i + 1]);
            if (series.mark == Mark::Dots || alone) add("h0");  // a round cap makes it a dot
            pen_down = series.mark != Mark::Dots;
        }
        add(R"("/>)");
    }

    void area(const ChartSeries& series, std::string_view colour) {
        add(R"(<path class="area c{}" fill="{}" fill-opacity="0.14" d=")", series.colour, colour);
        bool first = true;
        double last_x = kLeft;
        for (const auto& point : series.points) {
            if (!point) continue;
            if (first) add("M{:.2f} {:.2f}", x(point->x), y(0));
            first = false;
            last_x = x(point->x);
            add("L{:.2f} {:.2f}", last_x, y(point->y));
        }
        if (!first) add("L{:.2f} {:.2f}Z", last_x, y(0));
        add(R"("/>)");
    }

    // From the right, so that it never meets the unit of the y axis.
    void legend() {
        double right = kWidth - kRight;
        for (auto series = chart_.series.rbegin(); series != chart_.series.rend(); ++series) {
            const double text = 7.0 * static_cast<double>(series->name.size());
            const double left = right - text - 20;
            add(R"(<g class="key" data-name="{}"><rect class="k{}" x="{:.2f}" y="9" width="12" )"
                R"(height="8" rx="2" fill="{}"/>)",
                escaped(series->name), series->colour, left,
                kColours[static_cast<std::size_t>(series->colour)]);
            add(R"(<text class="ink" fill="#5b6470" x="{:.2f}" y="17">{}</text></g>)", left + 18,
                escaped(series->name));
            right = left - 14;
        }
    }

    const Chart& chart_;
    XUnit x_unit_;
    Axis x_;
    Axis y_;
    std::string svg_;
};

}  // namespace

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out.push_back(c);
        }
    }
    return out;
}

std::string to_svg(const Chart& chart) {
    return Drawing(chart).draw();
}

}  // namespace oct
