// Stored counts where they are whole, rows for what they do not cover.
#include "report/read/run_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

// Over all sections: the report stays readable, and its memory bounded, however many timers.
constexpr std::int64_t kMostIntervalsInAll = 200'000;

nanoseconds interval_of(const std::optional<measure::RunFacts>& run, nanoseconds wanted) {
    if (wanted <= wanted.zero() && run) wanted = run->interval;
    return wanted > wanted.zero() ? wanted : std::chrono::seconds(10);
}

}  // namespace

RunCounts::RunCounts(const measure::RunReader& reader, const std::optional<measure::RunFacts>& run,
                     nanoseconds interval)
    : reader_(reader),
      wanted_(interval_of(run, interval)),
      interval_(wanted_),
      facts_(reader_.counted()),
      counts_(wanted_) {
    choose_source(run);
    read_rows(run);
    if (stored_) reader_.read_totals(counts_);
    choose_interval();
}

// Stored intervals can be joined, not divided. Those of the run's own configuration may be longer
// than it says, because there would be too many otherwise.
void RunCounts::choose_source(const std::optional<measure::RunFacts>& run) {
    if (!facts_) return;
    const bool own = run && wanted_ == run->interval;
    stored_ = own || wanted_ % facts_->interval == nanoseconds::zero() || !facts_->rows_kept;
    if (!stored_ || wanted_ % facts_->interval == nanoseconds::zero()) return;
    interval_ = facts_->interval;
    reason_ = own ? fmt::format("there would be more than {}", measure::Aggregate::kMostIntervals)
                  : "the run kept histograms only, and its intervals cannot be divided";
}

void RunCounts::read_rows(const std::optional<measure::RunFacts>& run) {
    nanoseconds run_time = run ? run->run_time : nanoseconds::zero();
    if (facts_) run_time = facts_->run_time;
    const measure::Timeline timeline(run ? run->started : std::nullopt, run_time);
    counts_ = reader_.count_rows(interval_, timeline, stored_ ? facts_ : std::nullopt);
}

void RunCounts::choose_interval() {
    const auto series = static_cast<std::int64_t>(sections().size());
    const auto most = std::clamp<std::int64_t>(kMostIntervalsInAll / series, 1,
                                               measure::Aggregate::kMostIntervals);
    while (totals().last_offset / interval_ >= most) {
        interval_ *= 2;
        reason_ = fmt::format("there would be more than {}", most);
    }
}

std::vector<measure::SeriesName> RunCounts::sections() const {
    std::vector<measure::SeriesName> names;
    if (stored_) names = reader_.timers();
    for (const auto& [name, series] : counts_.timers())
        names.push_back({measure::SeriesKind::Timer, name});
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    names.insert(names.begin(), {measure::SeriesKind::Transactions, ""});
    return names;
}

// Both sources rise by interval; where they meet in one, the counts are merged.
void RunCounts::build(const measure::SeriesName& name, nanoseconds end, Section& section,
                      GraphData& graph) const {
    SectionBuilder builder(interval_, end);
    static const measure::Series::Intervals none;
    const measure::Series* rows = counts_.find(name);
    const measure::Series::Intervals& intervals = rows == nullptr ? none : rows->intervals();
    auto next = intervals.begin();
    const auto add_rows_before = [&](nanoseconds from) {
        for (; next != intervals.end() && counts_.interval() * next->first < from; ++next)
            builder.add(counts_.interval() * next->first, next->second);
    };
    if (stored_) {
        reader_.read_intervals(name,
                               [&](std::int64_t number, const measure::IntervalCounts& counts) {
                                   add_rows_before(facts_->interval * number);
                                   builder.add(facts_->interval * number, counts);
                               });
        builder.add(reader_.read_points(name));
    }
    add_rows_before(nanoseconds::max());
    if (rows != nullptr) builder.add(rows->points());
    builder.finish(section, graph);
}

}  // namespace oct::report
