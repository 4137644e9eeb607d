// Counts on the HQ's thread: no rows, no other thread.
#include "results/run_in_memory.hpp"

#include "results/closing_facts.hpp"
#include "results/run_settings.hpp"

#include <algorithm>
#include <utility>

namespace oct::results {

RunInMemory::RunInMemory(const Config& config)
    : RunInMemory(config, measure::ClosingFacts{facts_of(config), {}, {}, {}}) {}

RunInMemory::RunInMemory(const Config& config, measure::ClosingFacts closing)
    : closing_(std::move(closing)),
      facts_(counts_of(config)),
      counter_(facts_.interval, facts_.run_time, measure::PointSample::kMost, facts_.responses) {
    facts_.rows_kept = false;
}

void RunInMemory::start(const RunStart& start) {
    note_start(closing_.run, start);
    counter_.start(start.started);
}

void RunInMemory::consume(const SampleBlock& block) {
    directory_.file(block, turret_ids_);
    counter_.new_block();
    for (std::size_t i = 0; i < turret_ids_.size(); ++i) {
        const Sample& sample = block.samples()[i];
        KnownTurret& turret = directory_.by_id(turret_ids_[i]);
        ++(sample.failed() ? turret.tally.failed : turret.tally.completed);
        counter_.add(block, sample, turret.id, turret.record.class_name());
    }
}

void RunInMemory::finish(const RunOutcome& outcome) {
    note_end(closing_.run, outcome);
    directory_.update(outcome);
    closing_ = closing_facts(closing_.run, directory_.turrets(), outcome);
}

void RunInMemory::read_totals(measure::Aggregate& into) const {
    const measure::Aggregate& counts = counter_.counts();
    into.totals().merge(counts.totals());
    for (const measure::ErrorGroup& group : counts.errors().groups()) into.merge(group);
    for (const auto& [id, rows] : counts.turrets_by_id()) into.merge(id, rows);
}

std::vector<measure::SeriesName> RunInMemory::series() const {
    std::vector<measure::SeriesName> names;
    for (const measure::NamedSeries& named : counter_.counts().series().all())
        if (!named.series.empty()) names.push_back(named.name);
    return names;
}

void RunInMemory::read_intervals(
    const measure::SeriesName& name,
    const std::function<void(std::int64_t, const measure::IntervalCounts&)>& take) const {
    for (const auto& [number, counts] : counter_.counts().series().intervals(name))
        take(number, *counts);
}

std::vector<measure::Point> RunInMemory::read_points(const measure::SeriesName& name) const {
    return counter_.counts().series().points(name);
}

measure::Aggregate RunInMemory::count_rows(const measure::SeriesOptions& options,
                                           const measure::Timeline& /*timeline*/,
                                           const std::optional<measure::AggregateFacts>&
                                           /*counted*/) const {
    return measure::Aggregate(options);
}

}  // namespace oct::results
