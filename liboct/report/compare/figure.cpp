// Values of figures.
#include "report/compare/figure.hpp"

#include "base/quantity.hpp"
#include "base/seconds.hpp"
#include "report/read/figures.hpp"

#include <algorithm>
#include <cmath>

namespace oct::report {
namespace {

// A percentile of a part that a single hiccup must not move stands on as many results above it.
constexpr double kResultsAbove = 3;

Percent share(std::uint64_t part, std::uint64_t whole) {
    return {100 * static_cast<double>(part) / static_cast<double>(whole)};
}

}  // namespace

std::optional<Quantity> Figure::of(const Section& section) const {
    if (kind_ == Kind::Rate) {
        if (!section.rate) return std::nullopt;
        return PerSecond{*section.rate};
    }
    if (kind_ == Kind::Errors) {
        if (section.ended() == 0) return std::nullopt;
        return share(section.errors, section.ended());
    }
    if (section.statistics.count == 0) return std::nullopt;
    return section.statistics.*value_;
}

std::optional<Quantity> Figure::of(const Stretch& stretch) const {
    const std::uint64_t count = stretch.statistics.count;
    if (kind_ == Kind::Rate)
        return PerSecond{static_cast<double>(count) / base::to_seconds(stretch.length)};
    if (kind_ == Kind::Errors) {
        if (stretch.ended == 0) return std::nullopt;
        return share(stretch.errors, stretch.ended);
    }
    if (count == 0) return std::nullopt;
    return stretch.statistics.*value_;
}

std::optional<double> Figure::scaled(const Stretch& stretch) const {
    const std::optional<Quantity> value = of(stretch);
    if (!value) return std::nullopt;
    const double number = base::plain(*value);
    if (kind_ == Kind::Errors) return number;
    if (kind_ == Kind::Rate)
        return std::log(std::max(number, 0.5 / base::to_seconds(stretch.length)));
    return std::log(std::max(number, 1e-9));
}

Percent Figure::change(double difference) const {
    return {kind_ == Kind::Errors ? difference : 100 * std::expm1(difference)};
}

double Figure::difference(Percent change) const {
    return kind_ == Kind::Errors ? change.value : std::log1p(change.value / 100);
}

bool Figure::is_told(std::uint64_t count) const {
    return kind_ != Kind::Duration || (count != 0 && report::is_told(percent_, count));
}

std::uint64_t Figure::results_of_a_part() const {
    if (kind_ != Kind::Duration) return 0;
    return static_cast<std::uint64_t>(std::ceil(kResultsAbove / (1 - percent_ / 100)));
}

std::size_t Figure::least_parts() const {
    return kind_ == Kind::Duration && percent_ == 0 ? 2 : 1;
}

}  // namespace oct::report
