// What a report asks of a run, wherever its results are kept.
#pragma once

#include "measure/aggregate.hpp"
#include "measure/run_record.hpp"
#include "measure/timeline.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace oct::measure {

/// A run to be read; all calls tell of the same moment, also while the run goes on.
///
/// Counts are there already, or are made of single results, or both: the results that came after
/// those that are counted.
/// Errors:     StoreError where a file is read.
/// Threading:  confined.
class RunReader {
public:
    RunReader() = default;
    virtual ~RunReader() = default;
    RunReader(const RunReader&) = delete;
    RunReader& operator=(const RunReader&) = delete;

    /// Where the run is kept; empty: in memory.
    [[nodiscard]] virtual std::string file() const = 0;
    /// Nothing of a run that the Python version stored.
    [[nodiscard]] virtual std::optional<RunFacts> run() const = 0;
    [[nodiscard]] virtual std::vector<StoredTurret> turrets() const = 0;
    [[nodiscard]] virtual RejectedReasons rejected() const = 0;
    [[nodiscard]] virtual RunEvents events() const = 0;

    /// What the counts are of; nothing: there are none, or not of all they say.
    [[nodiscard]] virtual std::optional<AggregateFacts> counted() const = 0;
    /// Adds everything that is counted but the series.
    virtual void read_totals(Aggregate& into) const = 0;
    /// The series that are counted, each with its class.
    [[nodiscard]] virtual std::vector<SeriesName> series() const = 0;
    /// With rising numbers of intervals, kAfterStop first; of all classes a number may come several
    /// times.
    virtual void read_intervals(
        const SeriesName& name,
        const std::function<void(std::int64_t, const IntervalCounts&)>& take) const = 0;
    [[nodiscard]] virtual std::vector<Point> read_points(const SeriesName& name) const = 0;

    /// Counts the single results behind those of `counted`; without it, all. The interval doubles
    /// when there would be more than 1,000.
    [[nodiscard]] virtual Aggregate count_rows(
        const SeriesOptions& options, const Timeline& timeline,
        const std::optional<AggregateFacts>& counted) const = 0;
};

}  // namespace oct::measure
