// Reading counts, and choosing intervals that keep the report small.
#include "report/run_counts.hpp"

#include "store/row_scan.hpp"
#include "store/timeline.hpp"

#include <algorithm>

namespace oct {
namespace {

using std::chrono::nanoseconds;

// Over all sections: the report stays readable, and its memory bounded, however many timers.
constexpr std::int64_t kMostIntervalsInAll = 200'000;

nanoseconds interval_of(const std::optional<RunFacts>& run, nanoseconds wanted) {
    if (wanted <= wanted.zero() && run) wanted = run->interval;
    return wanted > wanted.zero() ? wanted : std::chrono::seconds(10);
}

Aggregate read_rows(const Database& database, const std::optional<RunFacts>& run,
                    nanoseconds interval) {
    const Timeline timeline(run ? run->started : std::nullopt,
                            run ? run->run_time : nanoseconds::zero());
    const auto range = row_range(database);
    return range ? scan_rows(database, *range, interval, timeline) : Aggregate(interval);
}

}  // namespace

RunCounts::RunCounts(const Database& database, const std::optional<RunFacts>& run,
                     nanoseconds interval)
    : database_(database),
      wanted_(interval_of(run, interval)),
      interval_(wanted_),
      rows_(read_rows(database, run, wanted_)) {
    choose_interval();
}

void RunCounts::choose_interval() {
    const auto sections = static_cast<std::int64_t>(rows_.timers().size()) + 1;
    const auto most =
        std::clamp<std::int64_t>(kMostIntervalsInAll / sections, 1, Aggregate::kMostIntervals);
    while (totals().last_offset / interval_ >= most) {
        interval_ *= 2;
        reason_ = "there would be more than " + std::to_string(most);
    }
}

std::vector<SeriesName> RunCounts::sections() const {
    std::vector<SeriesName> names{{SeriesKind::Transactions, ""}};
    for (const auto& [name, series] : rows_.timers()) names.push_back({SeriesKind::Timer, name});
    std::sort(names.begin() + 1, names.end());
    return names;
}

void RunCounts::build(const SeriesName& name, nanoseconds end, Section& section,
                      GraphData& graph) const {
    const Series* series = rows_.find(name);
    SectionBuilder builder(interval_, end);
    for (const auto& [number, counts] : series->intervals())
        builder.add(series->interval() * number, counts);
    builder.add(series->points());
    builder.finish(section, graph);
}

}  // namespace oct
