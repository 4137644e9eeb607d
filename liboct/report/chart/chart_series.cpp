// Lines, steps, dots, areas and bands, and the legend that tells them apart.
#include "report/chart/chart_canvas.hpp"

namespace oct::report {
namespace {

using Canvas = ChartCanvas;

void draw_path(ChartCanvas& canvas, const ChartSeries& series) {
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
            canvas.put(' ');
            canvas.pair(canvas.x(point->x), canvas.y(last->y), 2);
        }
        canvas.put(last == nullptr ? 'M' : ' ');
        canvas.pair(canvas.x(point->x), canvas.y(point->y), dots ? 1 : 2);
        if (dots || alone) canvas.put("h0");  // a round cap makes it a dot
        last = dots ? nullptr : &*point;
    }
}

// Along the upper edge and back along the lower one.
void draw_outline(ChartCanvas& canvas, const ChartSeries& series, std::size_t from,
                  std::size_t end) {
    for (std::size_t i = from; i < end; ++i) {
        canvas.put(i == from ? 'M' : ' ');
        canvas.pair(canvas.x(series.points[i]->x), canvas.y(series.points[i]->y), 1);
    }
    for (std::size_t i = end; i > from; --i) {
        canvas.put(' ');
        canvas.pair(canvas.x(series.points[i - 1]->x), canvas.y(series.points[i - 1]->base), 1);
    }
    canvas.put('Z');
}

}  // namespace

void draw_line(ChartCanvas& canvas, const ChartSeries& series) {
    canvas.add(R"(<path class="series c{}" data-name="{}" fill="none" stroke="{}" )"
               R"(vector-effect="non-scaling-stroke" stroke-linecap="round" )",
               series.colour, escaped(series.name),
               Canvas::kColours[static_cast<std::size_t>(series.colour)]);
    if (series.mark == Mark::Dots)
        canvas.add(R"(data-mark="dots" stroke-width="3.5" stroke-opacity="0.6" d=")");
    else
        canvas.add(R"(stroke-width="2" stroke-linejoin="round"{} d=")",
                   series.dashed ? R"( stroke-dasharray="5 4")" : "");
    draw_path(canvas, series);
    canvas.add(R"("/>)");
}

void draw_area(ChartCanvas& canvas, const ChartSeries& series) {
    canvas.add(R"(<path class="area c{}" fill="{}" fill-opacity="{}" d=")", series.colour,
               Canvas::kColours[static_cast<std::size_t>(series.colour)],
               series.mark == Mark::Band ? 0.13 : 0.16);
    std::size_t from = 0;
    while (from < series.points.size()) {
        std::size_t end = from;
        while (end < series.points.size() && series.points[end]) ++end;
        if (end > from) draw_outline(canvas, series, from, end);
        from = end + 1;
    }
    canvas.add(R"("/>)");
}

// From the right, so that it never meets the unit of the y axis.
void draw_legend(ChartCanvas& canvas) {
    const Chart& chart = canvas.chart();
    double right = canvas.right();
    for (auto series = chart.series.rbegin(); series != chart.series.rend(); ++series) {
        const double left = right - 6.6 * static_cast<double>(series->name.size()) - 22;
        const auto colour = Canvas::kColours[static_cast<std::size_t>(series->colour)];
        canvas.add(R"(<g class="key" data-name="{}">)", escaped(series->name));
        if (series->mark == Mark::Band)
            canvas.add(R"(<rect class="k{}" x="{:.1f}" y="8" width="14" height="10" fill="{}" )"
                       R"(fill-opacity="0.25"/>)",
                       series->colour, left, colour);
        else
            canvas.add(
                R"(<path class="c{}" stroke="{}" stroke-width="{}" stroke-linecap="round"{} )"
                R"(d="M{:.1f} 13h{}"/>)",
                series->colour, colour, series->mark == Mark::Dots ? 7 : 3,
                series->dashed ? R"( stroke-dasharray="4 5")" : "",
                series->mark == Mark::Dots ? left + 7 : left, series->mark == Mark::Dots ? 0 : 14);
        canvas.add(R"(<text class="ink" fill="{}" x="{:.1f}" y="17">{}</text></g>)", Canvas::kInk,
                   left + 20, escaped(series->name));
        right = left - 16;
    }
}

}  // namespace oct::report
