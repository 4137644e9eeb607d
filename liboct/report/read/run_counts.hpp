// The counts of a run: those stored while it ran, and those of the rows behind them.
#pragma once

#include <oct/limit.hpp>
#include <oct/result_sink.hpp>

#include "measure/run_reader.hpp"
#include "report/read/section_builder.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace oct::report {

/// How a run is to be read.
struct Reading {
    std::chrono::nanoseconds interval{};  ///< 0: the one that the run was configured with
    /// Responses of timers that these ask for are counted, where single results are there.
    std::vector<Limit> limits{};
    Population population = Population::Succeeded;
};

/// Reads what is needed and no more: of a finished run no row at all.
///
/// Errors:     throws StoreError.
/// Threading:  confined. Ownership:  the RunReader must outlive it.
class RunCounts {
public:
    RunCounts(const measure::RunReader& reader, const std::optional<measure::RunFacts>& run,
              RunEnd end, const Reading& reading);

    /// That of the sections; another one than wanted() only for a reason, in words.
    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept { return interval_; }
    [[nodiscard]] std::chrono::nanoseconds wanted() const noexcept { return wanted_; }
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
    [[nodiscard]] const Window& window() const noexcept { return window_; }
    /// The run time as configured; 0: not known.
    [[nodiscard]] std::chrono::nanoseconds planned_time() const noexcept { return planned_; }
    /// Succeeded and failed transactions are in the same histograms: all that is there is both.
    [[nodiscard]] bool mixed() const noexcept { return population_ == Population::All; }

    [[nodiscard]] const measure::Totals& totals() const noexcept { return counts_.totals(); }
    [[nodiscard]] const measure::ErrorGroups& errors() const noexcept { return counts_.errors(); }
    /// By turret_id, and where none is stored by name.
    [[nodiscard]] const auto& turrets_by_id() const noexcept { return counts_.turrets_by_id(); }
    [[nodiscard]] const auto& turrets_by_name() const noexcept { return counts_.turrets_by_name(); }

    /// Transactions first, then the timers by name: of all classes, or of one.
    [[nodiscard]] std::vector<measure::SeriesName> sections(
        const std::optional<std::string>& of_class = {}) const;
    /// Classes that had results, by name.
    [[nodiscard]] std::vector<std::string> classes() const;
    /// Those that are wanted and counted.
    [[nodiscard]] std::vector<measure::SeriesName> responses() const;
    void build(const measure::SeriesName& name, Section& section, GraphData& graph) const;

private:
    void choose_source(const std::optional<measure::RunFacts>& run);
    void read_rows(const std::optional<measure::RunFacts>& run);
    void set_window(const std::optional<measure::RunFacts>& run, RunEnd end);
    void choose_interval();
    [[nodiscard]] bool has_responses() const;
    [[nodiscard]] std::chrono::nanoseconds stop(
        const std::optional<measure::RunFacts>& run) const noexcept;

    const measure::RunReader& reader_;
    std::chrono::nanoseconds wanted_;
    std::chrono::nanoseconds interval_;
    std::string reason_;
    std::optional<measure::AggregateFacts> facts_;
    std::chrono::nanoseconds planned_{};
    Window window_;
    Population population_;
    std::vector<measure::SeriesName> wanted_responses_;
    std::vector<measure::SeriesName> names_;  // of all series, each with its class
    bool stored_ = false;                     // the stored series are part of the sections
    measure::Aggregate counts_;  // of all results; its series of the rows that were read
};

}  // namespace oct::report
