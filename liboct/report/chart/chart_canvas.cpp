// Coordinates as text.
#include "report/chart/chart_canvas.hpp"

#include <algorithm>

namespace oct::report {

void ChartCanvas::number(double value, int decimals) {
    add("{:.{}f}", value, decimals);
    if (decimals == 0) return;
    svg_.erase(svg_.find_last_not_of('0') + 1);
    if (svg_.back() == '.') svg_.pop_back();
}

void ChartCanvas::pair(double x, double y, int decimals) {
    number(x, std::min(decimals, 1));
    svg_ += ' ';
    number(y, decimals);
}

}  // namespace oct::report
