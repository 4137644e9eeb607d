// Counting block by block, figures once a second.
#include "hq/live_figures.hpp"

#include "measure/limit_check.hpp"
#include "measure/response_time.hpp"

#include <algorithm>

namespace oct::hq {
namespace {

constexpr std::size_t kMostSeries = 201;
constexpr std::size_t kSectionsShown = 20;
constexpr std::size_t kNowhere = SIZE_MAX;

bool is_special(const Limit& limit) {
    return limit.response || !limit.of_class.empty();
}

}  // namespace

LiveFigures::LiveFigures(std::vector<Limit> limits, ClassOf class_of)
    : limits_(std::move(limits)), class_of_(std::move(class_of)) {
    series_.emplace_back().name = "All transactions";
    for (std::size_t i = 0; i < limits_.size(); ++i)
        if (is_special(limits_[i])) specials_.emplace_back().limit = i;
}

void LiveFigures::Series::count(std::chrono::nanoseconds duration, bool ran, bool failed) {
    ++ended;
    errors += failed;
    if (ran && !failed) histogram.record(duration);
}

std::size_t LiveFigures::series_of(std::string_view name) {
    const auto [place, added] = index_.try_emplace(std::string(name), series_.size());
    if (!added) return place->second;
    if (series_.size() == kMostSeries) return place->second = kNowhere;
    series_.emplace_back().name = name;
    return place->second;
}

void LiveFigures::add(const SampleBlock& block) {
    in_block_.assign(block.names().size(), 0);
    for (const Sample& sample : block.samples()) {
        warmed_up_ = warmed_up_ || sample.in_warmup;
        if (sample.in_warmup) continue;
        const auto response = measure::response_time(sample.lag, sample.service);
        const auto elapsed = std::max(sample.elapsed, std::chrono::nanoseconds(0));
        first_intended_ = std::min(first_intended_, elapsed - response);
        series_[0].count(response, sample.ran(), sample.failed());
        for (const TimerValue& timer : block.timers(sample)) {
            std::size_t& at = in_block_[timer.name];
            if (at == 0) at = series_of(block.name(timer.name));
            if (at != kNowhere) series_[at].count(timer.value, true, sample.failed());
        }
        if (!specials_.empty()) add_special(block, sample);
    }
}

void LiveFigures::add_special(const SampleBlock& block, const Sample& sample) {
    const std::string_view name = block.name(sample.turret);
    const std::string_view of_class =
        class_of_ ? class_of_(block.name(sample.turret_uuid), name) : name;
    for (auto& [index, series] : specials_) {
        const Limit& limit = limits_[index];
        if (!limit.of_class.empty() && limit.of_class != of_class) continue;
        if (limit.timer.empty()) {
            series.count(measure::response_time(sample.lag, sample.service), sample.ran(),
                         sample.failed());
            continue;
        }
        for (const TimerValue& timer : block.timers(sample))
            if (block.name(timer.name) == limit.timer)
                series.count(
                    limit.response ? measure::response_time(sample.lag, timer.value) : timer.value,
                    true, sample.failed());
    }
}

TimerProgress LiveFigures::figures(Series& series, double seconds) const {
    TimerProgress out;
    out.name = series.name;
    out.count = series.ended;
    out.errors = series.errors;
    if (seconds > 0)
        out.per_second = static_cast<double>(series.ended - series.ended_before) / seconds;
    series.ended_before = series.ended;
    out.p50 = series.histogram.percentile(50);
    out.p95 = series.histogram.percentile(95);
    out.p99 = series.histogram.percentile(99);
    out.max = series.histogram.max();
    return out;
}

// Null: nothing of that name was seen.
const LiveFigures::Series* LiveFigures::series_on(std::size_t index) const {
    const Limit& limit = limits_[index];
    if (is_special(limit)) {
        const auto found = std::find_if(specials_.begin(), specials_.end(),
                                        [&](const Special& s) { return s.limit == index; });
        return found->series.ended == 0 ? nullptr : &found->series;
    }
    if (limit.timer.empty()) return series_.data();
    const auto found = index_.find(limit.timer);
    return found == index_.end() || found->second == kNowhere ? nullptr : &series_[found->second];
}

LimitResult LiveFigures::judge(std::size_t index) const {
    const Limit& limit = limits_[index];
    const Series* on = series_on(index);
    if (on == nullptr) return {limit, LimitResult::State::Unknown, {}, {}};
    measure::LimitFigures figures{&on->histogram, on->ended, on->errors, {}};
    if (const double seconds = std::chrono::duration<double>(measured_time()).count(); seconds > 0)
        figures.rate = static_cast<double>(on->ended - on->errors) / seconds;
    return measure::check(limit, figures);
}

// As in the Summary: without the beginning in which there were only results of the warm-up.
std::chrono::nanoseconds LiveFigures::measured_time() const noexcept {
    using std::chrono::nanoseconds;
    if (!warmed_up_) return elapsed_;
    const nanoseconds from = std::clamp(first_intended_, nanoseconds::zero(), elapsed_);
    return elapsed_ - from;
}

void LiveFigures::refresh(std::chrono::nanoseconds elapsed) {
    const double seconds = std::chrono::duration<double>(elapsed - elapsed_).count();
    elapsed_ = elapsed;
    sections_.clear();
    for (Series& series : series_)
        if (sections_.size() < kSectionsShown) sections_.push_back(figures(series, seconds));
    std::sort(sections_.begin() + 1, sections_.end(),
              [](const TimerProgress& a, const TimerProgress& b) { return a.name < b.name; });
    results_.clear();
    for (std::size_t i = 0; i < limits_.size(); ++i) results_.push_back(judge(i));
}

// Where nothing was measured yet there is nothing to end the run for.
const LimitResult* LiveFigures::aborting() const noexcept {
    for (const LimitResult& result : results_)
        if (result.limit.abort && result.state == LimitResult::State::Missed && result.measured &&
            elapsed_ >= result.limit.after)
            return &result;
    return nullptr;
}

}  // namespace oct::hq
