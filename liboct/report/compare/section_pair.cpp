// Overlapping batch means of the first run, of the length of the second where that is possible.
#include "report/compare/section_pair.hpp"

#include "base/quantity.hpp"
#include "report/compare/noise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace oct::report {
namespace {

constexpr std::size_t kLeastIntervals = 12;
constexpr std::size_t kStretches = 6;  // side by side; at least
constexpr double kOneInTwenty = 1.96;  // of a normal variable

double square(double x) {
    return x * x;
}

// Around the mean of the values.
double variance_of(const std::vector<double>& values) {
    double sum = 0;
    double squares = 0;
    for (const double value : values) sum += value;
    const double mean = sum / static_cast<double>(values.size());
    for (const double value : values) squares += square(value - mean);
    return squares / static_cast<double>(values.size());
}

double at_least_one(std::uint64_t count) {
    return std::max(static_cast<double>(count), 1.0);
}

}  // namespace

SectionPair::SectionPair(const SectionOfRun& before, const SectionOfRun& after)
    : before_(before.section),
      after_(after.section),
      course_before_(before.summary, before.section, before.data),
      course_after_(after.summary, after.section, after.data),
      same_intervals_(before.summary.interval == after.summary.interval),
      length_(std::min(course_after_.size(), course_before_.size() / kStretches)) {
    if (length_ != 0) stretches_ = course_before_.overlapping(length_);
}

Change SectionPair::change(const Figure& figure, std::string_view of_class) const {
    Change change;
    change.section = before_.name;
    change.measure = figure.name();
    change.of_class = of_class;
    change.before = figure.of(before_);
    change.after = figure.of(after_);
    if (change.before && change.after) {
        const double from = base::plain(*change.before);
        const double to = base::plain(*change.after);
        if (figure.kind() == Figure::Kind::Errors)
            change.change = Percent{to - from};
        else if (from > 0)
            change.change = Percent{100 * (to / from - 1)};
    }
    judge(figure, change);
    return change;
}

void SectionPair::judge(const Figure& figure, Change& change) const {
    change.untold = missing(change);
    if (change.untold.empty()) change.untold = too_few(figure);
    if (!change.untold.empty()) return;
    const FigureSeries before(figure, course_before_);
    const std::optional<FoundDeparture> unsteady = before.departure(0);
    if (unsteady && unsteady->material)
        change.untold = fmt::format("run A is not steady: {} {}", figure.name(),
                                    unsteady->departure.to_string());
    else
        change.noise = noise(figure, before);

    const FigureSeries after(figure, course_after_);
    const auto found = after.departure(change.noise ? before.noise() : 0);
    if (!found) return;
    change.departure = found->departure;
    change.departed = found->material && found->explains(figure.difference(*change.change));
}

std::string SectionPair::missing(const Change& change) const {
    const char* what = change.measure == "rate" ? "ended in the time of" : "succeeded in";
    if (!change.before) return fmt::format("nothing {} run A", what);
    if (!change.after) return fmt::format("nothing {} run B", what);
    return change.change ? "" : "nothing succeeded in the time that run A measured";
}

std::string SectionPair::too_few(const Figure& figure) const {
    if (!same_intervals_) return "the intervals of the two runs have other lengths";
    std::size_t with_results = 0;
    for (const Stretch& interval : course_before_.parts(0))
        with_results += figure.scaled(interval).has_value();
    if (with_results < kLeastIntervals)
        return fmt::format("run A has results in {} intervals of {}, and its noise takes {}",
                           with_results,
                           duration_text(course_before_.begin_of(1) - course_before_.begin_of(0)),
                           kLeastIntervals);
    if (length_ == 0) return "run B is shorter than an interval";
    const std::size_t stretches = course_before_.size() / length_;
    if (!figure.is_told(before_.statistics.count / stretches))
        return fmt::format("run A has too few results to tell the noise of {}", figure.name());
    if (!figure.is_told(after_.statistics.count))
        return fmt::format("run B has too few results for {}", figure.name());
    return "";
}

// What varies less than that is not known as well as that: one result more or less, half a bucket
// of a histogram, errors that come by chance (as often in both runs).
double SectionPair::least_variance(const Figure& figure) const {
    if (figure.kind() == Figure::Kind::Duration) return 2 * square(kDurationResolution);
    if (figure.kind() == Figure::Kind::Rate)
        return 1 / square(at_least_one(before_.statistics.count)) +
               1 / square(at_least_one(after_.statistics.count));
    const double before = at_least_one(before_.ended());
    const double after = at_least_one(after_.ended());
    const double share = static_cast<double>(before_.errors + after_.errors) / (before + after);
    const double by_chance = share * (1 - share) * (1 / before + 1 / after);
    const double in_bursts =
        course_before_.variance_of_errors() + course_after_.variance_of_errors();
    return square(100) * std::max(by_chance, in_bursts);
}

// A stretch varies by what is seen of it around their mean, and by what that mean varies; from
// there to both runs by the variance that a mean of as much time has. Percentiles of fewer results
// a second vary by as much more. A maximum varies the same whatever its stretch, and grows with
// the logarithm of the count (E. Gumbel, "Statistics of Extremes", 1958).
Noise SectionPair::noise(const Figure& figure, const FigureSeries& series) const {
    std::vector<double> values;
    for (const Stretch& stretch : stretches_)
        if (const auto value = figure.scaled(stretch)) values.push_back(*value);
    const auto variance_of_time = [&](std::size_t intervals) {
        return variance_of_mean(static_cast<double>(intervals) / series.intervals_a_part(),
                                series.resemblance());
    };
    const double stretch = variance_of_time(length_);
    const double before = variance_of_time(course_before_.size());
    double after = variance_of_time(course_after_.size());
    if (figure.kind() == Figure::Kind::Duration && after_.rate && before_.rate)
        after *= std::max(1.0, *before_.rate / *after_.rate);
    const double both = figure.is_max() ? 2 * stretch : before + after;
    const double variance =
        std::max(variance_of(values) * both / (stretch - before), least_variance(figure));
    const double ratio =
        at_least_one(after_.statistics.count) / at_least_one(before_.statistics.count);
    const double middle =
        figure.is_max() ? std::sqrt(3 * variance) / std::numbers::pi * std::log(ratio) : 0;
    // Overlapping stretches tell half as much again as those side by side (M. Meketon and
    // B. Schmeiser, "Overlapping batch means: something for nothing?", Winter Simulation
    // Conference 1984), but not of maxima, which they share.
    const double freedom =
        (figure.is_max() ? 1 : 1.5) *
        (static_cast<double>(course_before_.size()) / static_cast<double>(length_) - 1);
    const double half = student_quantile(kOneInTwenty, freedom) * std::sqrt(variance);
    return {figure.change(middle - half), figure.change(middle + half)};
}

}  // namespace oct::report
