// The integral of a linear rate is a parabola; its inverse is the root written without
// cancellation.
#include "turret/rate_curve.hpp"

#include <algorithm>
#include <cmath>

namespace oct::turret {

RateCurve::RateCurve(const Plan& plan) {
    Piece next;
    next.rate = plan.rate.value_or(0);
    for (const Stage& stage : plan.stages) {
        const double length = std::chrono::duration<double>(stage.duration).count();
        if (length > 0) {
            next.slope = (stage.rate - next.rate) / length;
            pieces_.push_back(next);
            next.time += length;
            next.count += (next.rate + stage.rate) / 2 * length;
        }
        next.rate = stage.rate;
        next.slope = 0;
    }
    pieces_.push_back(next);
}

double RateCurve::time_of(double count) const noexcept {
    const auto after =
        std::upper_bound(pieces_.begin(), pieces_.end(), count,
                         [](double value, const Piece& piece) { return value < piece.count; });
    const Piece& piece = *(after - 1);
    const double more = count - piece.count;
    if (piece.slope == 0) {
        if (piece.rate <= 0) return std::numeric_limits<double>::infinity();
        return piece.time + more / piece.rate;
    }
    if (more <= 0) return piece.time;
    const double square = std::max(0.0, piece.rate * piece.rate + 2 * piece.slope * more);
    return piece.time + 2 * more / (piece.rate + std::sqrt(square));
}

}  // namespace oct::turret
