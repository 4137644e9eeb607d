// One figure for each kind of limit.
#include "measure/limit_check.hpp"

namespace oct::measure {
namespace {

double ns(std::chrono::nanoseconds duration) {
    return static_cast<double>(duration.count());
}

double duration(const Limit& limit, const Histogram& histogram) {
    switch (limit.measure) {
        case Limit::Measure::Min:
            return ns(histogram.min());
        case Limit::Measure::Average:
            return ns(histogram.mean());
        case Limit::Measure::Max:
            return ns(histogram.max());
        case Limit::Measure::Deviation:
            return ns(histogram.stdev());
        default:
            return ns(histogram.percentile(limit.percent));
    }
}

}  // namespace

std::optional<double> value_of(const Limit& limit, const LimitFigures& figures) {
    if (limit.is_duration()) {
        if (figures.durations == nullptr || figures.durations->count() == 0) return std::nullopt;
        return duration(limit, *figures.durations);
    }
    switch (limit.measure) {
        case Limit::Measure::ErrorShare:
            if (figures.ended == 0) return std::nullopt;
            return 100.0 * static_cast<double>(figures.errors) / static_cast<double>(figures.ended);
        case Limit::Measure::Errors:
            return static_cast<double>(figures.errors);
        case Limit::Measure::Rate:
            return figures.rate;
        default:
            return static_cast<double>(figures.ended);
    }
}

LimitResult check(const Limit& limit, const LimitFigures& figures) {
    LimitResult result{limit, LimitResult::State::Met, value_of(limit, figures), {}};
    if (!result.measured || !limit.met_by(*result.measured))
        result.state = LimitResult::State::Missed;
    return result;
}

}  // namespace oct::measure
