// Two runs side by side: what has changed, and what may be noise.
#pragma once

#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// One figure in both runs.
///
/// `change` is that of the typical interval: of the mean over the intervals of the error share, of
/// the geometric mean of everything else. Its interval comes from batch means (Schmeiser 1982): the
/// intervals of each run are put together into 6 batches, so that neighbours that resemble each
/// other count once, and the batches of both runs are compared by Welch's t test. Intervals count
/// that lie wholly within the time measured: not the warm-up, not a rest at the end.
/// Threading:  value.
struct OCT_EXPORT Change {
    std::string section;
    std::string measure;         ///< rate, avg, p50, p80, p90, p95, p99, max or errors
    Quantity before;             ///< over the whole run
    Quantity after;              ///< the same
    Percent change;              ///< percentage points for errors
    std::optional<Percent> low;  ///< 95 % confidence interval of `change`; nothing when a run has
    std::optional<Percent>
        high{};              ///< fewer than 12 intervals with results, or their lengths differ
    std::string of_class{};  ///< transaction class; empty: all classes

    /// True when no change lies outside of the confidence interval.
    [[nodiscard]] bool significant() const noexcept;
    /// Significant and for the worse: slower, fewer a second, more errors.
    [[nodiscard]] bool worse() const noexcept;
};

/// A change that fails a comparison: "p99 +5%", "rate -3%", "p95(a timer) +10%", "errors +0.5%".
struct OCT_EXPORT FailOn {
    std::string timer;  ///< empty: all transactions
    std::string measure;
    Percent change;          ///< percentage points for errors
    std::string text;        ///< as it was written
    std::string of_class{};  ///< transaction class; empty: all classes

    /// Errors: throws ConfigError naming `origin` and what was expected.
    static FailOn parse(std::string_view text, std::string_view origin = "--fail-on");
    /// True for a change at least as large that is significant, too.
    [[nodiscard]] bool failed_by(const Change& found) const noexcept;
};

/// All figures of the sections that both runs have.
///
/// Threading:  value.
struct OCT_EXPORT Comparison {
    std::vector<Change> changes;
    std::vector<std::string> only_before;  ///< timers and [classes] that the second run has not
    std::vector<std::string> only_after;
    Verdict verdict_before;  ///< on the measurement of each run: may its figures be compared?
    Verdict verdict_after;

    /// Errors: throws ConfigError naming the timers there are when the comparison has no such
    /// figure.
    [[nodiscard]] const Change& find(const FailOn& wanted) const;
    /// The verdicts, then a table for people.
    [[nodiscard]] std::string to_text() const;
    [[nodiscard]] std::string to_json() const;
};

/// Two runs whose intervals can be compared one by one.
///
/// Threading:  value.
struct RunsToCompare {
    Summary before;
    Summary after;
};

/// Compares figures of intervals; read_to_compare() makes them comparable.
[[nodiscard]] OCT_EXPORT Comparison compare(const Summary& before, const Summary& after);

/// Reads two results folders or databases in intervals of the same length: a 60th of the shorter
/// run, or the length that is stored where a run kept histograms only, or that which makes 1,000 of
/// the longer one.
///
/// The higher a percentile, the more does its figure depend on how many results there were: the
/// largest of 300 is larger than that of 100. Of the run with the higher rate the durations of an
/// interval are therefore those of as many results, chosen at random, as the other run had at that
/// rate (rarefaction; H. Sanders 1968, S. Hurlbert 1971). The choice is the same each time.
///
/// Durations and rates are those of succeeded transactions; where one of the databases is of
/// version 0.1.0 and kept histograms only, which mix them with failed ones, those of both in both
/// runs. Errors: throws StoreError naming the file.
[[nodiscard]] OCT_EXPORT RunsToCompare read_to_compare(const std::filesystem::path& before,
                                                       const std::filesystem::path& after,
                                                       LogSink& log = LogSink::none());

}  // namespace oct
