// One figure for each kind of limit.
#include "measure/limit_check.hpp"

namespace oct::measure {
namespace {

std::chrono::nanoseconds duration(const Limit& limit, const Histogram& histogram) {
    switch (limit.measure) {
        case Limit::Measure::Min:
            return histogram.min();
        case Limit::Measure::Average:
            return histogram.mean();
        case Limit::Measure::Max:
            return histogram.max();
        case Limit::Measure::Deviation:
            return histogram.stdev();
        default:
            return histogram.percentile(limit.percent);
    }
}

}  // namespace

std::optional<Quantity> value_of(const Limit& limit, const LimitFigures& figures) {
    if (limit.is_duration()) {
        if (figures.durations == nullptr || figures.durations->count() == 0) return std::nullopt;
        return duration(limit, *figures.durations);
    }
    switch (limit.measure) {
        case Limit::Measure::ErrorShare:
            if (figures.ended == 0) return std::nullopt;
            return Percent{100.0 * static_cast<double>(figures.errors) /
                           static_cast<double>(figures.ended)};
        case Limit::Measure::Errors:
            return figures.errors;
        case Limit::Measure::Rate:
            if (!figures.rate) return std::nullopt;
            return PerSecond{*figures.rate};
        default:
            return figures.ended;
    }
}

LimitResult check(const Limit& limit, const LimitFigures& figures) {
    LimitResult result{limit, LimitResult::State::Met, value_of(limit, figures), {}};
    if (!result.measured || !limit.met_by(*result.measured))
        result.state = LimitResult::State::Missed;
    return result;
}

}  // namespace oct::measure
