// The tables that keep an Aggregate beside the rows, so that a report needs no row.
#pragma once

#include "measure/aggregate.hpp"
#include "measure/run_record.hpp"
#include "store/database.hpp"
#include "store/row_reader.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace oct::store {

/// Adds to the tables, inside the caller's transaction: what is counted and what is said to be
/// counted are committed together or not at all.
///
/// Errors:     throws StoreError.
/// Threading:  confined to the thread of the Database.
class AggregateWriter {
public:
    /// Writes the row of `aggregate`.
    AggregateWriter(Database& database, const measure::AggregateFacts& facts);

    /// Merges `counts` into what is there. It must count exactly the rows that were committed since
    /// the last call that was; its series keep their places from call to call.
    void add(Database& database, const measure::Aggregate& counts);

private:
    void add_series(Database& database, std::int64_t id, const measure::NamedSeries& named);
    void add_intervals(Database& database, std::int64_t id, const measure::Series& series);

    measure::AggregateFacts facts_;
};

/// The stored counts of a run.
///
/// Errors:     throws StoreError, also for a blob that is damaged.
/// Threading:  confined. Ownership:  the Database must outlive it.
class AggregateReader {
public:
    explicit AggregateReader(const Database& database);

    /// Nothing where nothing is stored, or where `result` has lost rows that the counts are of.
    [[nodiscard]] std::optional<measure::AggregateFacts> facts() const;
    /// Everything but the series.
    void read_totals(measure::Aggregate& into) const;
    /// Each with its class.
    [[nodiscard]] std::vector<measure::SeriesName> series() const;
    /// As measure::RunReader has it.
    void read_intervals(
        const measure::SeriesName& name,
        const std::function<void(std::int64_t, const measure::IntervalCounts&)>& take) const;
    [[nodiscard]] std::vector<measure::Point> read_points(const measure::SeriesName& name) const;

private:
    /// The rows of a table that are of the series that the name means.
    [[nodiscard]] Statement of_series(std::string_view columns, std::string_view table,
                                      std::string_view order,
                                      const measure::SeriesName& name) const;

    const Database& database_;
    bool mixed_;
};

}  // namespace oct::store
