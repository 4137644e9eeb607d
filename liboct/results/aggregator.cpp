// When counts are written, and what becomes of them when they are not.
#include "results/aggregator.hpp"

#include <algorithm>

namespace oct::results {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

// Each write keeps its own points; all of them together are a few times what a graph shows.
std::size_t points_of(nanoseconds run_time, nanoseconds period) {
    constexpr std::int64_t kMost = measure::PointSample::kMost;
    if (run_time <= nanoseconds::zero() || period <= nanoseconds::zero()) return kMost;
    const std::int64_t writes = run_time / period + 1;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(4 * kMost / writes, 64, kMost));
}

}  // namespace

nanoseconds count_period(const measure::AggregateFacts& facts) {
    return facts.rows_kept ? std::clamp<nanoseconds>(facts.interval, 1s, 10s) : nanoseconds(1s);
}

Aggregator::Aggregator(const measure::AggregateFacts& facts, nanoseconds period)
    : period_(period),
      counter_(facts.interval, facts.run_time, points_of(facts.run_time, period), facts.responses),
      written_(std::chrono::steady_clock::now()),
      rows_kept_(facts.rows_kept) {}

std::optional<SteadyTime> Aggregator::next_write() const noexcept {
    if (failed_) return taken_back_ ? std::nullopt : std::optional(written_);
    if (counts().turrets_by_id().empty()) return std::nullopt;
    return written_ + period_;
}

void Aggregator::write(measure::RunWriter& writer) {
    if (failed_)
        writer.forget_counts();
    else
        writer.add(counts());
    pending_ = true;
}

void Aggregator::written(SteadyTime now) {
    if (!pending_) return;
    pending_ = false;
    taken_back_ = failed_;
    counter_.clear();
    written_ = now;
}

}  // namespace oct::results
