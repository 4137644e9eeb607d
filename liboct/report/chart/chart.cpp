// A chart from the paper up: frame and axes, then what is plotted, then the legend.
#include "report/chart/chart.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"
#include "report/chart/chart_canvas.hpp"

namespace oct::report {
namespace {

using Canvas = ChartCanvas;

void open(ChartCanvas& canvas) {
    const Chart& chart = canvas.chart();
    canvas.add(
        R"(<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}" role="img" )"
        R"(aria-labelledby="{}-t {}-d" font-family="system-ui, sans-serif" font-size="12" )",
        chart.width, Canvas::kHeight, chart.id, chart.id);
    canvas.add(
        R"(data-plot="{} {} {} {}" data-x="{} {} {} {}" data-y="{} {} {} {}" data-time="{}">)",
        Canvas::kLeft, Canvas::kTop, canvas.right(), Canvas::kBottom, chart.x.name(),
        chart.x.bottom, chart.x.top, escaped(chart.x_unit), chart.y.name(), chart.y.bottom,
        chart.y.top, escaped(chart.y_unit), chart.over_time);
    canvas.add(R"(<title id="{}-t">{}</title><desc id="{}-d">{}</desc>)", chart.id,
               escaped(chart.title), chart.id, escaped(chart.description));
    canvas.add(R"(<clipPath id="{}-c"><rect x="{}" y="{}" width="{}" height="{}"/></clipPath>)",
               chart.id, Canvas::kLeft - 4, Canvas::kTop - 4, canvas.right() - Canvas::kLeft + 8,
               Canvas::kBottom - Canvas::kTop + 8);
    canvas.add(R"(<rect class="paper" width="{}" height="{}" fill="#ffffff"/>)", chart.width,
               Canvas::kHeight);
}

void draw_axes(ChartCanvas& canvas) {
    const Chart& chart = canvas.chart();
    canvas.add(R"(<path class="grid" stroke="#e3e6ea" d=")");
    for (const double tick : chart.y.ticks()) {
        canvas.add("M{} ", Canvas::kLeft);
        canvas.number(canvas.y(tick), 1);
        canvas.add("H{}", canvas.right());
    }
    canvas.add(R"("/><g class="ink" fill="{}" text-anchor="end">)", Canvas::kInk);
    for (const double tick : chart.y.ticks())
        canvas.add(R"(<text x="{}" y="{:.1f}">{}</text>)", Canvas::kLeft - 8, canvas.y(tick) + 4,
                   chart.y.label(tick));
    canvas.add(R"(</g><g class="ink x" fill="{}" text-anchor="middle">)", Canvas::kInk);
    for (const double tick : chart.x.ticks())
        canvas.add(R"(<text x="{:.1f}" y="{}">{}</text>)", canvas.x(tick), Canvas::kBottom + 19,
                   chart.x.label(tick));
    canvas.add(
        R"(</g><text class="ink" fill="{}" x="{:.1f}" y="{}" text-anchor="middle">{}</text>)",
        Canvas::kInk, (Canvas::kLeft + canvas.right()) / 2, Canvas::kHeight - 5,
        escaped(chart.x_title));
    canvas.add(
        R"(<text class="ink" fill="{}" x="4" y="17">{}</text>)", Canvas::kInk,
        escaped(chart.y_unit + (chart.y.scale == Axis::Scale::Logarithmic ? ", logarithmic" : "")));
}

}  // namespace

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c :
         base::sanitized(text, kMaxErrorBytes)) {  // XML cannot have what that takes out
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
    ChartCanvas canvas(chart);
    open(canvas);
    draw_axes(canvas);
    canvas.add(R"svg(<g clip-path="url(#{}-c)"><g class="plot">)svg", chart.id);
    draw_heat(canvas);
    for (const ChartSeries& series : chart.series)
        if (series.mark == Mark::Area || series.mark == Mark::Band) draw_area(canvas, series);
    for (const ChartSeries& series : chart.series)
        if (series.mark != Mark::Band) draw_line(canvas, series);
    canvas.put("</g></g>");
    if (chart.heat.counts.empty())
        draw_legend(canvas);
    else
        draw_shades(canvas);
    canvas.put("</svg>");
    return canvas.take();
}

}  // namespace oct::report
