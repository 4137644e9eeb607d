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

}  // namespace

void LiveFigures::clear() {
    series_.clear();
    index_.clear();
    sections_.clear();
    results_.clear();
    elapsed_ = {};
    first_intended_ = std::chrono::nanoseconds::max();
    warmed_up_ = false;
    series_.emplace_back().name = "All transactions";
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
        warmed_up_ = warmed_up_ || sample.warmup;
        if (sample.warmup) continue;
        const auto response = measure::response_time(sample.lag, sample.service);
        const auto elapsed = std::max(sample.elapsed, std::chrono::nanoseconds(0));
        first_intended_ = std::min(first_intended_, elapsed - response);
        ++series_[0].count;
        series_[0].errors += sample.failed();
        if (sample.ran()) series_[0].histogram.record(response);
        for (const TimerValue& timer : block.timers(sample)) {
            std::size_t& at = in_block_[timer.name];
            if (at == 0) at = series_of(block.name(timer.name));
            if (at == kNowhere) continue;
            ++series_[at].count;
            series_[at].histogram.record(timer.value);
        }
    }
}

TimerProgress LiveFigures::figures(Series& series, double seconds) const {
    TimerProgress out;
    out.name = series.name;
    out.count = series.count;
    out.errors = series.errors;
    if (seconds > 0)
        out.per_second = static_cast<double>(series.count - series.count_before) / seconds;
    series.count_before = series.count;
    out.p50 = series.histogram.percentile(50);
    out.p95 = series.histogram.percentile(95);
    out.p99 = series.histogram.percentile(99);
    out.max = series.histogram.max();
    return out;
}

LimitResult LiveFigures::judge(const Limit& limit) const {
    const Series* on = nullptr;
    for (const Series& series : series_)
        if (limit.timer.empty() || (&series != series_.data() && series.name == limit.timer)) {
            on = &series;
            break;
        }
    if (on == nullptr) return {limit, LimitResult::State::Unknown, {}, {}};
    return measure::check(limit, {&on->histogram, on->count, on->errors, measured_time()});
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
    for (const Limit& limit : limits_) results_.push_back(judge(limit));
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
