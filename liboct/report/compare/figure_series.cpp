// The search is that of outlying(); here it gets its scale, and its result a meaning.
#include "report/compare/figure_series.hpp"

#include "report/compare/noise.hpp"
#include "report/compare/outlying.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace oct::report {
namespace {

// Counts that come by chance vary by 1/2 on these scales, however many they are (F. Anscombe, "The
// transformation of Poisson, binomial and negative-binomial data", Biometrika 35, 1948). Else the
// first error of a run would be an outbreak.
double even(std::uint64_t count) {
    return std::sqrt(static_cast<double>(count) + 0.375);
}
double even_share(const Stretch& part, double typical) {
    const double share =
        (static_cast<double>(part.errors) + 0.375) / (static_cast<double>(part.ended) + 0.75);
    return std::sqrt(typical) * std::asin(std::sqrt(std::min(share, 1.0)));
}

Departure::Form form_of(const Outlying& found, std::size_t parts) {
    if (found.drift) return Departure::Form::Drift;
    if (found.first == 0) return Departure::Form::Beginning;
    return found.last == parts ? Departure::Form::End : Departure::Form::Within;
}

}  // namespace

bool FoundDeparture::explains(double difference) const noexcept {
    const double other = whole - difference;
    const double usual = std::abs(inside - other) < std::abs(outside - other) ? inside : outside;
    const double effect = whole - usual;
    return effect * difference > 0 && std::abs(effect) > std::abs(difference) / 2;
}

FigureSeries::FigureSeries(const Figure& figure, const Course& course)
    : figure_(figure), course_(course) {
    for (const Stretch& part : course.parts(figure.results_of_a_part()))
        if (figure.scaled(part)) parts_.push_back(part);
    double ended = 0;
    for (const Stretch& part : parts_) ended += static_cast<double>(part.ended);
    typical_ = ended / static_cast<double>(std::max<std::size_t>(parts_.size(), 1));
    for (const Stretch& part : parts_)
        values_.push_back(figure.kind() == Figure::Kind::Rate     ? even(part.statistics.count)
                          : figure.kind() == Figure::Kind::Errors ? even_share(part, typical_)
                                                                  : *figure.scaled(part));
}

// A result more or less in a part is no change of the rate.
double FigureSeries::resolution() const {
    if (figure_.kind() == Figure::Kind::Errors) return 0.5;
    if (figure_.kind() == Figure::Kind::Duration) return kDurationResolution;
    return 0.5 / std::sqrt(std::max(typical_, 1.0));
}

double FigureSeries::noise() const {
    return std::max(values_.size() < 3 ? 0 : long_run_deviation(values_), resolution());
}

double FigureSeries::resemblance() const {
    return report::resemblance(values_);
}

double FigureSeries::intervals_a_part() const {
    return static_cast<double>(course_.size()) /
           static_cast<double>(std::max<std::size_t>(parts_.size(), 1));
}

std::optional<FoundDeparture> FigureSeries::departure(double noise) const {
    const auto found = outlying(values_, std::max(noise, resolution()), figure_.least_parts());
    if (!found || (!found->drift && found->last - found->first < figure_.least_outbreak()))
        return std::nullopt;
    const std::size_t first = parts_[found->first].first;
    const std::size_t last = parts_[found->last - 1].last;
    const std::size_t fifth = course_.size() / 5;
    const Stretch inside = found->drift ? course_.over(course_.size() - fifth, course_.size())
                                        : course_.over(first, last);
    const Stretch outside = found->drift ? course_.over(0, fifth) : course_.except(first, last);
    const auto there = figure_.scaled(inside);
    const auto elsewhere = figure_.scaled(outside);
    if (!there || !elsewhere) return std::nullopt;

    FoundDeparture departure{
        {form_of(*found, parts_.size()), course_.begin_of(first), course_.begin_of(last),
         *figure_.of(inside), *figure_.of(outside)},
        false,
        *there,
        *elsewhere,
        found->drift ? std::midpoint(*there, *elsewhere) : *figure_.scaled(course_.whole())};
    const bool errors = figure_.kind() == Figure::Kind::Errors;
    const double apart = std::abs(*there - *elsewhere);
    departure.material =
        std::abs(departure.whole - *elsewhere) >= (errors ? 0.1 : std::log(1.01)) &&
        apart >= (errors ? 1 : std::log(1.1));
    const bool large = apart >= (errors ? 10 : std::log(2));
    if (!departure.material && !large) return std::nullopt;
    return departure;
}

}  // namespace oct::report
