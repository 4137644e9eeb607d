// A run that is counted as its results arrive and kept nowhere else.
#pragma once

#include <oct/config.hpp>
#include <oct/result_sink.hpp>

#include "measure/run_reader.hpp"
#include "measure/sample_counter.hpp"
#include "results/turret_directory.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace oct::results {

/// Sink of a run and reader of the same: its figures are those that a database would give.
///
/// Memory is bounded as that of an Aggregate, however many results there are.
/// Threading:  confined; to be read when the run is over.
class RunInMemory : public ResultSink, public measure::RunReader {
public:
    explicit RunInMemory(const Config& config);
    /// A run that is over, and whose results cannot be read.
    RunInMemory(const Config& config, measure::ClosingFacts closing);

    void start(const RunStart& start) override;
    void consume(const SampleBlock& block) override;
    void turret(const TurretRecord& record) override { directory_.update(record); }
    void stop(std::chrono::nanoseconds run_time) override { counter_.stop(run_time); }
    void finish(const RunOutcome& outcome) override;

    [[nodiscard]] std::string file() const override { return {}; }
    [[nodiscard]] std::optional<measure::RunFacts> run() const override { return closing_.run; }
    [[nodiscard]] std::vector<measure::StoredTurret> turrets() const override {
        return closing_.turrets;
    }
    [[nodiscard]] measure::RejectedReasons rejected() const override { return closing_.rejected; }
    [[nodiscard]] measure::RunEvents events() const override { return closing_.events; }

    [[nodiscard]] std::optional<measure::AggregateFacts> counted() const override { return facts_; }
    void read_totals(measure::Aggregate& into) const override;
    [[nodiscard]] std::vector<measure::SeriesName> series() const override;
    void read_intervals(const measure::SeriesName& name,
                        const std::function<void(std::int64_t, const measure::IntervalCounts&)>&
                            take) const override;
    [[nodiscard]] std::vector<measure::Point> read_points(
        const measure::SeriesName& name) const override;
    /// There are none.
    [[nodiscard]] measure::Aggregate count_rows(
        const measure::SeriesOptions& options, const measure::Timeline& timeline,
        const std::optional<measure::AggregateFacts>& counted) const override;

private:
    measure::ClosingFacts closing_;  // all but the run itself: once it is over
    measure::AggregateFacts facts_;
    TurretDirectory directory_;
    std::vector<std::int64_t> turret_ids_;  // of the block that is counted
    measure::SampleCounter counter_;
};

}  // namespace oct::results
