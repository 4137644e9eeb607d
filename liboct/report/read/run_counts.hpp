// The counts of a run: those stored while it ran, and those of the rows behind them.
#pragma once

#include "measure/run_reader.hpp"
#include "report/read/section_builder.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace oct::report {

/// Reads what is needed and no more: of a finished run no row at all.
///
/// Errors:     throws StoreError.
/// Threading:  confined. Ownership:  the RunReader must outlive it.
class RunCounts {
public:
    /// `interval` 0 stands for the one that the run was configured with.
    RunCounts(const measure::RunReader& reader, const std::optional<measure::RunFacts>& run,
              std::chrono::nanoseconds interval);

    /// That of the sections; another one than wanted() only for a reason, in words.
    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept { return interval_; }
    [[nodiscard]] std::chrono::nanoseconds wanted() const noexcept { return wanted_; }
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

    [[nodiscard]] const measure::Totals& totals() const noexcept { return counts_.totals(); }
    [[nodiscard]] const measure::ErrorGroups& errors() const noexcept { return counts_.errors(); }
    /// By turret_id, and where none is stored by name.
    [[nodiscard]] const auto& turrets_by_id() const noexcept { return counts_.turrets_by_id(); }
    [[nodiscard]] const auto& turrets_by_name() const noexcept { return counts_.turrets_by_name(); }

    /// All transactions first, then the timers by name.
    [[nodiscard]] std::vector<measure::SeriesName> sections() const;
    /// Makes the section of a series; it covers 0 … `end`.
    void build(const measure::SeriesName& name, std::chrono::nanoseconds end, Section& section,
               GraphData& graph) const;

private:
    void choose_source(const std::optional<measure::RunFacts>& run);
    void read_rows(const std::optional<measure::RunFacts>& run);
    void choose_interval();

    const measure::RunReader& reader_;
    std::chrono::nanoseconds wanted_;
    std::chrono::nanoseconds interval_;
    std::string reason_;
    std::optional<measure::AggregateFacts> facts_;
    bool stored_ = false;        // the stored series are part of the sections
    measure::Aggregate counts_;  // of all results; its series of the rows that were read
};

}  // namespace oct::report
