// Where a figure of a run leaves its course, and what that makes of the whole run's figure.
#pragma once

#include <oct/compare.hpp>

#include "report/compare/figure.hpp"

#include <optional>
#include <vector>

namespace oct::report {

/// A departure that is worth a word: it is apart by 10 % of the figure elsewhere and moves that of
/// the whole run by 1 % (errors: 1 and 0.1 percentage points), or it is as much as twice or half
/// (10 points).
struct FoundDeparture {
    Departure departure;
    bool material = false;  ///< the first of these
    // On the figure's scale. The whole of a drift is its middle.
    double inside = 0;
    double outside = 0;
    double whole = 0;

    /// Did it make the most of a `difference` between the whole run and another one? It is the part
    /// that resembles the other run less.
    [[nodiscard]] bool explains(double difference) const noexcept;
};

/// A figure over the parts of a run that are large enough for it.
class FigureSeries {
public:
    FigureSeries(const Figure& figure, const Course& course);

    /// Of the values, as if they were independent; never 0.
    [[nodiscard]] double noise() const;
    /// Lag-1 autocorrelation of neighbours, and how many intervals a part has.
    [[nodiscard]] double resemblance() const;
    [[nodiscard]] double intervals_a_part() const;
    /// `noise`: the least to judge by.
    [[nodiscard]] std::optional<FoundDeparture> departure(double noise) const;

private:
    [[nodiscard]] double resolution() const;

    const Figure& figure_;
    const Course& course_;
    std::vector<Stretch> parts_;
    double typical_ = 0;  // transactions that ended in a part
    std::vector<double> values_;
};

}  // namespace oct::report
