// Drawing: frame, axes, series, legend.
#include "report/chart.hpp"

#include "base/text.hpp"
#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

namespace oct {
namespace {

constexpr double kHeight = 300;
constexpr double kLeft = 62;
constexpr double kRight = 18;
constexpr double kTop = 36;
constexpr double kBottom = 42;
constexpr std::string_view kInk = "#565f6b";
// After Okabe and Ito (2008), darkened until each has a contrast of 3 on white: also who sees few
// colours tells them apart.
constexpr std::array<std::string_view, 5> kColours{"#0068a8", "#00805d", "#a8487f", "#3d444d",
                                                   "#c94f00"};
constexpr std::array<std::string_view, HeatMap::kLevels> kShades{"#cfe1f2", "#a3c9e6", "#6faed8",
                                                                 "#3d8bc4", "#16649f", "#08396b"};

// Collects the text. Coordinates have at most two decimals, which is finer than a screen.
class Drawing {
public:
    explicit Drawing(const Chart& chart)
        : chart_(chart), right_(chart.width - kRight), most_(chart.heat.highest()) {}

    std::string draw() {
        open();
        axes();
        add(R"svg(<g clip-path="url(#{}-c)"><g class="plot">)svg", chart_.id);
        heat();
        for (const ChartSeries& series : chart_.series)
            if (series.mark == Mark::Area || series.mark == Mark::Band) area(series);
        for (const ChartSeries& series : chart_.series)
            if (series.mark != Mark::Band) line(series);
        add("</g></g>");
        if (chart_.heat.counts.empty())
            legend();
        else
            shades();
        add("</svg>");
        return std::move(svg_);
    }

private:
    template <typename... Values>
    void add(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(svg_), format, std::forward<Values>(values)...);
    }
    // Without zeros at the end: half of a page is coordinates.
    void number(double value, int decimals) {
        add("{:.{}f}", value, decimals);
        if (decimals == 0) return;
        svg_.erase(svg_.find_last_not_of('0') + 1);
        if (svg_.back() == '.') svg_.pop_back();
    }
    void pair(double x, double y, int decimals) {
        number(x, std::min(decimals, 1));
        svg_ += ' ';
        number(y, decimals);
    }
    [[nodiscard]] double x(double value) const {
        return kLeft + chart_.x.share(value) * (right_ - kLeft);
    }
    [[nodiscard]] double y(double value) const {
        return kHeight - kBottom - chart_.y.share(value) * (kHeight - kTop - kBottom);
    }

    void open() {
        add(R"(<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}" role="img" )"
            R"(aria-labelledby="{}-t {}-d" font-family="system-ui, sans-serif" font-size="12" )",
            chart_.width, kHeight, chart_.id, chart_.id);
        add(R"(data-plot="{} {} {} {}" data-x="{} {} {} {}" data-y="{} {} {} {}" data-time="{}">)",
            kLeft, kTop, right_, kHeight - kBottom, chart_.x.name(), chart_.x.bottom, chart_.x.top,
            escaped(chart_.x_unit), chart_.y.name(), chart_.y.bottom, chart_.y.top,
            escaped(chart_.y_unit), chart_.over_time);
        add(R"(<title id="{}-t">{}</title><desc id="{}-d">{}</desc>)", chart_.id,
            escaped(chart_.title), chart_.id, escaped(chart_.description));
        add(R"(<clipPath id="{}-c"><rect x="{}" y="{}" width="{}" height="{}"/></clipPath>)",
            chart_.id, kLeft - 4, kTop - 4, right_ - kLeft + 8, kHeight - kTop - kBottom + 8);
        add(R"(<rect class="paper" width="{}" height="{}" fill="#ffffff"/>)", chart_.width,
            kHeight);
    }

    void axes() {
        add(R"(<path class="grid" stroke="#e3e6ea" d=")");
        for (const double tick : chart_.y.ticks()) {
            add("M{} ", kLeft);
            number(y(tick), 1);
            add("H{}", right_);
        }
        add(R"("/><g class="ink" fill="{}" text-anchor="end">)", kInk);
        for (const double tick : chart_.y.ticks())
            add(R"(<text x="{}" y="{:.1f}">{}</text>)", kLeft - 8, y(tick) + 4,
                chart_.y.label(tick));
        add(R"(</g><g class="ink x" fill="{}" text-anchor="middle">)", kInk);
        for (const double tick : chart_.x.ticks())
            add(R"(<text x="{:.1f}" y="{}">{}</text>)", x(tick), kHeight - kBottom + 19,
                chart_.x.label(tick));
        add(R"(</g><text class="ink" fill="{}" x="{:.1f}" y="{}" text-anchor="middle">{}</text>)",
            kInk, (kLeft + right_) / 2, kHeight - 5, escaped(chart_.x_title));
        add(R"(<text class="ink" fill="{}" x="4" y="17">{}</text>)", kInk,
            escaped(chart_.y_unit +
                    (chart_.y.scale == Axis::Scale::Logarithmic ? ", logarithmic" : "")));
    }

    void line(const ChartSeries& series) {
        add(R"(<path class="series c{}" data-name="{}" fill="none" stroke="{}" )"
            R"(vector-effect="non-scaling-stroke" stroke-linecap="round" )",
            series.colour, escaped(series.name), kColours[static_cast<std::size_t>(series.colour)]);
        if (series.mark == Mark::Dots)
            add(R"(data-mark="dots" stroke-width="3.5" stroke-opacity="0.6" d=")");
        else
            add(R"(stroke-width="2" stroke-linejoin="round"{} d=")",
                series.dashed ? R"( stroke-dasharray="5 4")" : "");
        path(series);
        add(R"("/>)");
    }

    void path(const ChartSeries& series) {
        const bool dots = series.mark == Mark::Dots;
        const ChartPoint* last = nullptr;
        for (std::size_t i = 0; i < series.points.size(); ++i) {
            const auto& point = series.points[i];
            if (!point) {
                last = nullptr;
                continue;
            }
            const bool alone =
                last == nullptr && (i + 1 == series.points.size() || !series.points[i + 1]);
            if (last != nullptr && series.mark == Mark::Steps) {
                svg_ += ' ';
                pair(x(point->x), y(last->y), 2);
            }
            svg_ += last == nullptr ? 'M' : ' ';
            pair(x(point->x), y(point->y), dots ? 1 : 2);
            if (dots || alone) svg_ += "h0";  // a round cap makes it a dot
            last = dots ? nullptr : &*point;
        }
    }

    void area(const ChartSeries& series) {
        add(R"(<path class="area c{}" fill="{}" fill-opacity="{}" d=")", series.colour,
            kColours[static_cast<std::size_t>(series.colour)],
            series.mark == Mark::Band ? 0.13 : 0.16);
        std::size_t from = 0;
        while (from < series.points.size()) {
            std::size_t end = from;
            while (end < series.points.size() && series.points[end]) ++end;
            if (end > from) outline(series, from, end);
            from = end + 1;
        }
        add(R"("/>)");
    }

    // Along the upper edge and back along the lower one.
    void outline(const ChartSeries& series, std::size_t from, std::size_t end) {
        for (std::size_t i = from; i < end; ++i) {
            svg_ += i == from ? 'M' : ' ';
            pair(x(series.points[i]->x), y(series.points[i]->y), 1);
        }
        for (std::size_t i = end; i > from; --i) {
            svg_ += ' ';
            pair(x(series.points[i - 1]->x), y(series.points[i - 1]->base), 1);
        }
        svg_ += 'Z';
    }

    // A path for each shade and height of a row: its stroke is as wide as the row is high, and
    // neighbours are one piece.
    void heat() {
        const HeatMap& map = chart_.heat;
        std::map<long, std::vector<std::size_t>> rows_by_height;  // in tenths
        for (std::size_t row = 0; row < map.rows(); ++row)
            rows_by_height[std::lround(10 * (y(map.edges[row]) - y(map.edges[row + 1])))].push_back(
                row);
        for (const auto& [height, rows] : rows_by_height)
            for (int level = 0; level < HeatMap::kLevels; ++level) {
                const std::size_t begin = svg_.size();
                add(R"(<path class="heat h{}" fill="none" stroke="{}" stroke-width="{:.1f}" )"
                    R"(shape-rendering="crispEdges" d=")",
                    level, kShades[static_cast<std::size_t>(level)],
                    static_cast<double>(height) / 10 + 0.2);  // no seams
                const std::size_t empty = svg_.size();
                for (const std::size_t row : rows) heat_row(row, level);
                if (svg_.size() == empty)
                    svg_.resize(begin);
                else
                    svg_ += R"("/>)";
            }
    }

    void heat_row(std::size_t row, int level) {
        const HeatMap& map = chart_.heat;
        const std::size_t columns = map.columns();
        const auto shown = [&](std::size_t column) {
            const std::uint64_t count = map.counts[column * map.rows() + row];
            return count != 0 && HeatMap::level(count, most_) == level;
        };
        for (std::size_t from = 0; from < columns; ++from) {
            if (!shown(from)) continue;
            std::size_t end = from + 1;
            while (end < columns && shown(end)) ++end;
            const double left = x(static_cast<double>(from) * map.column_width);
            svg_ += 'M';
            pair(left, (y(map.edges[row]) + y(map.edges[row + 1])) / 2, 1);
            svg_ += 'h';
            number(x(static_cast<double>(end) * map.column_width) - left, 1);
            from = end;
        }
    }

    // From the right, so that it never meets the unit of the y axis.
    void legend() {
        double right = right_;
        for (auto series = chart_.series.rbegin(); series != chart_.series.rend(); ++series) {
            const double left = right - 6.6 * static_cast<double>(series->name.size()) - 22;
            const auto colour = kColours[static_cast<std::size_t>(series->colour)];
            add(R"(<g class="key" data-name="{}">)", escaped(series->name));
            if (series->mark == Mark::Band)
                add(R"(<rect class="k{}" x="{:.1f}" y="8" width="14" height="10" fill="{}" )"
                    R"(fill-opacity="0.25"/>)",
                    series->colour, left, colour);
            else
                add(R"(<path class="c{}" stroke="{}" stroke-width="{}" stroke-linecap="round"{} )"
                    R"(d="M{:.1f} 13h{}"/>)",
                    series->colour, colour, series->mark == Mark::Dots ? 7 : 3,
                    series->dashed ? R"( stroke-dasharray="4 5")" : "",
                    series->mark == Mark::Dots ? left + 7 : left,
                    series->mark == Mark::Dots ? 0 : 14);
            add(R"(<text class="ink" fill="{}" x="{:.1f}" y="17">{}</text></g>)", kInk, left + 20,
                escaped(series->name));
            right = left - 16;
        }
    }

    void shades() {
        const std::string most = count_text(most_);
        const double end = right_ - 7.0 * static_cast<double>(most.size()) - 6;
        const double begin = end - 16.0 * HeatMap::kLevels;
        add(R"(<g class="ink" fill="{}"><text x="{:.1f}" y="17" text-anchor="end">per cell  1</text>)",
            kInk, begin - 6);
        add(R"(<text x="{:.1f}" y="17">{}</text></g>)", end + 6, most);
        for (int level = 0; level < HeatMap::kLevels; ++level)
            add(R"(<path class="heat h{}" stroke="{}" stroke-width="10" d="M{:.1f} 13h16"/>)",
                level, kShades[static_cast<std::size_t>(level)], begin + 16 * level);
    }

    const Chart& chart_;
    double right_;
    std::uint64_t most_;  // of a heat map
    std::string svg_;
};

}  // namespace

std::uint64_t HeatMap::highest() const {
    return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

int HeatMap::level(std::uint64_t count, std::uint64_t highest) {
    const double most = std::log(static_cast<double>(highest) + 1);
    const double share = std::log(static_cast<double>(count) + 1) / most;
    return std::clamp(static_cast<int>(std::ceil(share * kLevels)) - 1, 0, kLevels - 1);
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : sanitized(text, kMaxErrorBytes)) {  // XML cannot have what that takes out
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
