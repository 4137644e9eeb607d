// Stored counts where they are whole, rows for what they do not cover.
#include "report/read/run_counts.hpp"

#include "base/limit_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

// Over all sections: the report stays readable, and its memory bounded, however many timers.
constexpr std::int64_t kMostIntervalsInAll = 200'000;

nanoseconds interval_of(const std::optional<measure::RunFacts>& run, nanoseconds wanted) {
    if (wanted <= wanted.zero() && run) wanted = run->interval;
    return wanted > wanted.zero() ? wanted : std::chrono::seconds(10);
}

// Of the limits that the run was configured with, and of others.
std::vector<measure::SeriesName> wanted_by(const std::optional<measure::RunFacts>& run,
                                           std::vector<Limit> limits) {
    if (run)
        for (Limit& limit : base::stored_limits(run->configuration))
            limits.push_back(std::move(limit));
    return measure::responses_of(limits);
}

}  // namespace

RunCounts::RunCounts(const measure::RunReader& reader, const std::optional<measure::RunFacts>& run,
                     RunEnd end, const Reading& reading)
    : reader_(reader),
      wanted_(interval_of(run, reading.interval)),
      interval_(wanted_),
      facts_(reader_.counted()),
      population_(reading.population),
      wanted_responses_(wanted_by(run, reading.limits)),
      counts_(measure::SeriesOptions{wanted_}) {
    if (run) planned_ = run->planned_time;
    if (planned_ == nanoseconds::zero() && facts_) planned_ = facts_->run_time;
    choose_source(run);
    read_rows(run);
    if (stored_) reader_.read_totals(counts_);
    set_window(run, end);
    choose_interval();
}

// Stored intervals can be joined, not divided. Those of the run's own configuration may be longer
// than it says, because there would be too many otherwise. Where there are rows they tell what the
// stored counts do not: what failed, and responses that nobody had asked for.
void RunCounts::choose_source(const std::optional<measure::RunFacts>& run) {
    if (!facts_) return;
    const bool own = run && wanted_ == run->interval;
    const bool joined = wanted_ % facts_->interval == nanoseconds::zero();
    names_ = reader_.series();
    stored_ = !facts_->rows_kept || ((own || joined) && !facts_->mixed && has_responses());
    if (!stored_) names_.clear();
    if (stored_ && facts_->mixed) population_ = Population::All;
    if (!stored_ || joined) return;
    interval_ = facts_->interval;
    reason_ = own ? fmt::format("there would be more than {}", measure::Aggregate::kMostIntervals)
                  : "the run kept histograms only, and its intervals cannot be divided";
}

bool RunCounts::has_responses() const {
    return std::all_of(names_.begin(), names_.end(), [&](measure::SeriesName name) {
        if (name.kind != measure::SeriesKind::Timer || !measure::asked_for(name, wanted_responses_))
            return true;
        name.kind = measure::SeriesKind::Response;
        return std::find(names_.begin(), names_.end(), name) != names_.end();
    });
}

void RunCounts::read_rows(const std::optional<measure::RunFacts>& run) {
    const nanoseconds run_time = planned_ == nanoseconds::zero() && run ? run->run_time : planned_;
    const measure::Timeline timeline(run ? run->started : std::nullopt, run_time);
    measure::SeriesOptions options{interval_};
    options.stop = stop(run);
    options.responses = wanted_responses_;
    counts_ = reader_.count_rows(options, timeline, stored_ ? facts_ : std::nullopt);
    for (const measure::NamedSeries& named : counts_.series().all())
        if (!named.series.empty()) names_.push_back(named.name);
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
}

nanoseconds RunCounts::stop(const std::optional<measure::RunFacts>& run) const noexcept {
    const nanoseconds planned =
        run && planned_ > nanoseconds::zero() ? planned_ : measure::Series::kNoStop;
    return run && run->is_over() ? std::min(run->run_time, planned) : planned;
}

void RunCounts::set_window(const std::optional<measure::RunFacts>& run, RunEnd end) {
    const nanoseconds last = totals().last_offset;
    window_.to = stop(run);
    const bool over = run && run->is_over();
    window_.with_last = over ? end == RunEnd::Fulfilled : window_.to > last;
    if (window_.with_last) window_.to = last;
    if (totals().warmup != 0)
        window_.from = std::min(totals().first_intended.value_or(nanoseconds::zero()), window_.to);
}

void RunCounts::choose_interval() {
    std::size_t series = sections().size() + responses().size();
    if (const auto all = classes(); all.size() > 1)
        for (const std::string& name : all) series += sections(name).size();
    const auto most =
        std::clamp<std::int64_t>(kMostIntervalsInAll / static_cast<std::int64_t>(series), 1,
                                 measure::Aggregate::kMostIntervals);
    while (window_.to > interval_ * most) {
        interval_ *= 2;
        reason_ = fmt::format("there would be more than {}", most);
    }
}

std::vector<measure::SeriesName> RunCounts::sections(
    const std::optional<std::string>& of_class) const {
    std::vector<measure::SeriesName> sections{{measure::SeriesKind::Transactions, "", of_class}};
    for (const measure::SeriesName& name : names_) {  // in the order of kinds, timers, classes
        if (name.kind != measure::SeriesKind::Timer) continue;
        if (of_class && name.of_class != of_class) continue;
        measure::SeriesName section{measure::SeriesKind::Timer, name.timer, of_class};
        if (section != sections.back()) sections.push_back(std::move(section));
    }
    return sections;
}

std::vector<std::string> RunCounts::classes() const {
    std::vector<std::string> classes;
    for (const measure::SeriesName& name : names_)
        if (name.kind == measure::SeriesKind::Transactions)
            classes.push_back(name.of_class.value_or(std::string()));
    return classes;
}

std::vector<measure::SeriesName> RunCounts::responses() const {
    std::vector<measure::SeriesName> responses;
    for (const measure::SeriesName& wanted : wanted_responses_)
        if (std::any_of(names_.begin(), names_.end(), [&](const measure::SeriesName& name) {
                return name.kind == measure::SeriesKind::Response &&
                       measure::asked_for(name, {wanted});
            }))
            responses.push_back(wanted);
    return responses;
}

// Both sources rise by interval; where they meet in one, the counts are merged.
void RunCounts::build(const measure::SeriesName& name, Section& section, GraphData& graph) const {
    SectionBuilder builder(interval_, window_, population_);
    const auto add = [&](nanoseconds from, const measure::IntervalCounts& counts) {
        from < nanoseconds::zero() ? builder.add_after_stop(counts) : builder.add(from, counts);
    };
    const auto rows = counts_.series().intervals(name);
    auto next = rows.begin();
    const auto add_rows_before = [&](nanoseconds from) {
        for (; next != rows.end() && counts_.interval() * next->first < from; ++next)
            add(counts_.interval() * next->first, *next->second);
    };
    if (stored_) {
        reader_.read_intervals(name,
                               [&](std::int64_t number, const measure::IntervalCounts& counts) {
                                   add_rows_before(facts_->interval * number);
                                   add(facts_->interval * number, counts);
                               });
        builder.add(reader_.read_points(name));
    }
    add_rows_before(nanoseconds::max());
    builder.add(counts_.series().points(name));
    builder.finish(section, graph);
}

}  // namespace oct::report
