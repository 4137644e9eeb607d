// Two runs side by side: what has changed, and what the first run's own noise would have made.
#pragma once

#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// Version of the JSON that Comparison::to_json() writes: a higher one may take keys away.
inline constexpr unsigned kComparisonSchema = 2;

/// Where a figure of a run leaves its own course: it collapses, has an outage, drifts.
///
/// Threading:  value.
struct OCT_EXPORT Departure {
    enum class Form {
        Beginning,  ///< until `to`, and not any more
        Within,     ///< from `from` to `to`
        End,        ///< from `from` on
        Drift       ///< from one end of the run to the other
    };
    Form form = Form::Within;
    std::chrono::nanoseconds from{};  ///< since the start of the run
    std::chrono::nanoseconds to{};
    Quantity inside{};   ///< the figure there; of a drift: in the last fifth of the time
    Quantity outside{};  ///< in the rest of the run; of a drift: in the first fifth

    /// For people: "from 30.0 s on: 10.00/s, before that 100/s".
    [[nodiscard]] std::string to_string() const;
};

/// The changes that the first run's own noise would make of a figure, 19 times of 20.
struct Noise {
    Percent low;
    Percent high;
};

/// One figure in both runs, and whether noise explains the difference.
///
/// Noise is how much the figure of the first run differs between stretches of that run: those of
/// the second run's length, or sixths where it is not that much longer, scaled to that length. The
/// whole figure of a stretch is taken, a percentile of all its durations. Nothing of the second run
/// is in it but its length, so what went wrong there does not pass for noise.
/// Threading:  value.
struct OCT_EXPORT Change {
    std::string section;
    std::string measure;             ///< rate, avg, p50, p80, p90, p95, p99, max or errors
    std::string of_class{};          ///< transaction class; empty: all classes
    std::optional<Quantity> before;  ///< over the whole run; nothing: none that succeeded
    std::optional<Quantity> after;   ///< the same
    /// From `before` to `after`, in percentage points for errors; nothing without one of them.
    std::optional<Percent> change;
    std::optional<Noise> noise;            ///< nothing: it cannot be told, `untold` says why
    std::string untold{};                  ///< one sentence, or empty
    std::optional<Departure> departure{};  ///< of the second run
    bool departed = false;                 ///< the departure makes the most of the change

    /// True when noise would not have made the change, or when a departure made it.
    [[nodiscard]] bool significant() const noexcept;
    /// Significant and for the worse: slower, fewer a second, more errors.
    [[nodiscard]] bool worse() const noexcept;
    /// "%", or "pp" of errors.
    [[nodiscard]] std::string_view unit() const noexcept;
    /// For people: "p95 of login: 27.5 ms → 305 ms, +1009.1 %, where noise makes -3.1 … +3.2 %".
    [[nodiscard]] std::string to_string() const;
};

/// A change that fails a comparison: "p99 +5%", "rate -3%", "p95(a timer) +10%", "errors +0.5pp".
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

/// How a comparison fared against one FailOn.
struct FailOnResult {
    enum class State { Kept, Failed, Untold };
    State state = State::Kept;
    std::string text{};  ///< one sentence with the figures
};

/// What a text of a comparison has.
struct ComparisonView {
    bool all = false;         ///< every figure of timers and classes, not only what changed
    bool statistics = false;  ///< the noise of each figure, and how it is told
};

/// What one of the runs is worth to a comparison.
struct ComparedRun {
    Verdict verdict;     ///< may its figures be trusted?
    Fulfilment plan;     ///< did it do what was planned?
    std::string load{};  ///< in words, with the cannons; empty: not known
};

/// All figures of the sections that both runs have.
///
/// Threading:  value.
struct OCT_EXPORT Comparison {
    std::vector<Change> changes;
    std::vector<std::string> only_before;  ///< timers and [classes] that the second run has not
    std::vector<std::string> only_after;
    ComparedRun before;
    ComparedRun after;
    std::string only_class{};  ///< of all transactions of both runs; empty: there are others
    bool mixed = false;        ///< durations and rates are of failed transactions, too
    std::string refusal{};     ///< why there is nothing to compare, one sentence; or empty

    /// Errors: throws ConfigError naming the classes or timers there are when the comparison has no
    /// such figure.
    [[nodiscard]] const Change& find(const FailOn& wanted) const;
    /// Untold as well when one of the runs is invalid (`strict`: suspect) or did not keep its plan,
    /// when something other than the target may have made the change, and when only one of the runs
    /// has the timer or class. Errors: those of find().
    [[nodiscard]] FailOnResult judge(const FailOn& wanted, bool strict = false) const;
    /// What the runs are worth, then a table for people: of all transactions rate, median, high
    /// percentiles and errors; of timers and classes what has changed beyond noise.
    [[nodiscard]] std::string to_text(const ComparisonView& view = {}) const;
    /// docs/limits.md describes it.
    [[nodiscard]] std::string to_json() const;
};

/// Workflow commands of GitHub Actions, one line each: which `results` failed or could not be told;
/// without any, what of all transactions is worse.
[[nodiscard]] OCT_EXPORT std::string github_annotations(const Comparison& comparison,
                                                        const std::vector<FailOnResult>& results);

/// Compares two results folders or databases, in intervals of the same length: a 60th of the
/// shorter run, or the length that is stored where a run kept histograms only, or that which makes
/// 1,000 of the longer one. Those count that lie wholly within the time measured: not the warm-up,
/// not a rest at the end.
///
/// Durations and rates are those of succeeded transactions; where one of the databases is of
/// version 0.1.0 and kept histograms only, which mix them with failed ones, those of both in both
/// runs. Errors: throws StoreError naming the file.
[[nodiscard]] OCT_EXPORT Comparison compare(const std::filesystem::path& before,
                                            const std::filesystem::path& after,
                                            LogSink& log = LogSink::none());

/// The same of two values. Their intervals have figures and no durations: a percentile of a stretch
/// is then the mean of those of its intervals, by count.
[[nodiscard]] OCT_EXPORT Comparison compare(const Summary& before, const Summary& after);

}  // namespace oct
