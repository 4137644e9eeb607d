// The SVG text of a chart while it grows, and where a value lies in it.
#pragma once

#include "report/chart/chart.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace oct::report {

/// Collects text. Coordinates have at most two decimals, which is finer than a screen.
///
/// Threading:  confined.  Ownership: the chart outlives it.
class ChartCanvas {
public:
    static constexpr double kHeight = 300;
    static constexpr double kLeft = 62;
    static constexpr double kTop = 36;
    static constexpr double kBottom = kHeight - 42;
    static constexpr std::string_view kInk = "#565f6b";
    // After Okabe and Ito (2008), darkened until each has a contrast of 3 on white: also who sees
    // few colours tells them apart.
    static constexpr std::array<std::string_view, 5> kColours{"#0068a8", "#00805d", "#a8487f",
                                                              "#3d444d", "#c94f00"};

    explicit ChartCanvas(const Chart& chart) : chart_(chart), right_(chart.width - 18) {}

    [[nodiscard]] const Chart& chart() const noexcept { return chart_; }
    [[nodiscard]] double right() const noexcept { return right_; }
    [[nodiscard]] double x(double value) const {
        return kLeft + chart_.x.share(value) * (right_ - kLeft);
    }
    [[nodiscard]] double y(double value) const {
        return kBottom - chart_.y.share(value) * (kBottom - kTop);
    }

    template <typename... Values>
    void add(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(svg_), format, std::forward<Values>(values)...);
    }
    void put(std::string_view text) { svg_ += text; }
    void put(char c) { svg_ += c; }
    /// Without zeros at the end: half of a page is coordinates.
    void number(double value, int decimals);
    void pair(double x, double y, int decimals);

    [[nodiscard]] std::size_t size() const noexcept { return svg_.size(); }
    /// Takes back what was added behind `size`.
    void shorten(std::size_t size) { svg_.resize(size); }
    [[nodiscard]] std::string take() { return std::move(svg_); }

private:
    const Chart& chart_;
    const double right_;
    std::string svg_;
};

/// A line, steps or dots, or the upper edge of an area.
void draw_line(ChartCanvas& canvas, const ChartSeries& series);
/// An area or a band.
void draw_area(ChartCanvas& canvas, const ChartSeries& series);
void draw_heat(ChartCanvas& canvas);
/// Which line is which.
void draw_legend(ChartCanvas& canvas);
/// Which shade of the heat map stands for how many.
void draw_shades(ChartCanvas& canvas);

}  // namespace oct::report
