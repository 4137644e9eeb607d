// A run in a results database, as a report reads it.
#pragma once

#include "measure/run_reader.hpp"
#include "store/aggregate_tables.hpp"
#include "store/database.hpp"
#include "store/transaction.hpp"

#include <filesystem>

namespace oct::store {

/// One snapshot of a database that may still be written. Rows are counted on all cores.
///
/// Errors:     the constructor too throws StoreError naming the file, e.g. for another schema.
/// Threading:  confined.
class StoredRun : public measure::RunReader {
public:
    /// `closing`: what is known of the end of the run where the file does not say it.
    explicit StoredRun(const std::filesystem::path& file,
                       std::optional<measure::ClosingFacts> closing = {});

    [[nodiscard]] std::string file() const override { return database_.file(); }
    [[nodiscard]] std::optional<measure::RunFacts> run() const override;
    [[nodiscard]] std::vector<measure::StoredTurret> turrets() const override;
    [[nodiscard]] measure::RejectedReasons rejected() const override;
    [[nodiscard]] measure::RunEvents events() const override;

    [[nodiscard]] std::optional<measure::AggregateFacts> counted() const override;
    void read_totals(measure::Aggregate& into) const override;
    [[nodiscard]] std::vector<measure::SeriesName> series() const override;
    void read_intervals(const measure::SeriesName& name,
                        const std::function<void(std::int64_t, const measure::IntervalCounts&)>&
                            take) const override;
    [[nodiscard]] std::vector<measure::Point> read_points(
        const measure::SeriesName& name) const override;
    [[nodiscard]] measure::Aggregate count_rows(
        const measure::SeriesOptions& options, const measure::Timeline& timeline,
        const std::optional<measure::AggregateFacts>& counted) const override;

private:
    Database database_;
    Transaction snapshot_;
    AggregateReader counts_;
    std::optional<measure::ClosingFacts> closing_;
};

}  // namespace oct::store
