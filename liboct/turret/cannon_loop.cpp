// Cannons claim starts ahead of time and sleep for their own: no dispatcher stands between.
#include "turret/cannon_loop.hpp"

#include <utility>

namespace oct::turret {
namespace {

constexpr std::size_t kBlockSamples = 256;          // about 20 KiB with two timers
constexpr std::chrono::milliseconds kBlockAge(50);  // so that live figures are live

}  // namespace

CannonLoop::CannonLoop(Cannon& cannon, std::uint32_t k, Pacer pacer, Volley& volley,
                       BlockQueue& queue, const Clock& clock, std::stop_token stop)
    : cannon_(cannon),
      k_(k),
      pacer_(std::move(pacer)),
      volley_(volley),
      queue_(queue),
      clock_(clock),
      stop_(std::move(stop)),
      begin_(volley.start + pacer_.start_of(k)),
      leave_(moment_of_leaving(pacer_, k, volley.anchor)),
      block_(queue.borrow()) {}

bool CannonLoop::step() {
    if (!lateness_) lateness_.emplace(clock_.now() - volley_.first_start(pacer_, k_));
    const auto start = next();
    if (!start) return false;
    if (stop_.stop_requested()) {
        if (start->moment) stopped_before(*start->moment);
        return false;
    }
    if (start->moment) {
        if (!fire_at(*start->moment)) return false;
    } else {
        cannon_.fire(*block_);
    }
    const auto elapsed = block_->samples().back().elapsed;
    freed_ = volley_.anchor.start + elapsed;
    if (block_->size() < kBlockSamples && elapsed < opened_ + kBlockAge) return true;
    block_ = queue_.exchange(std::move(block_));
    opened_ = elapsed;
    return true;
}

// Judged at the moment, when setup() is over. A start that is given up leaves the cannon set up for
// the next one.
bool CannonLoop::fire_at(SteadyTime moment) {
    hand_over_old(moment);
    if (pacer_.plan().when_behind == WhenBehind::CatchUp) {
        const bool fired = cannon_.fire_at(moment, *block_);
        if (!fired) stopped_before(moment);
        return fired;
    }
    cannon_.set_up(*block_);
    const SteadyTime ready = clock_.now();
    while (cannon_.wait_for(moment, *block_)) {
        const auto verdict = lateness_->judge(pacer_.plan(), moment, ready, clock_.now());
        if (verdict == Lateness::Verdict::Fire) return cannon_.fire_at(moment, *block_);
        verdict == Lateness::Verdict::NoCannon ? skips_.no_cannon() : skips_.turret_late();
        const auto next = next_moment();
        if (!next) return false;
        moment = *next;
        hand_over_old(moment);
    }
    stopped_before(moment);
    return false;
}

void CannonLoop::stopped_before(SteadyTime moment) {
    if (pacer_.plan().scheduled() && volley_.intended(moment)) skips_.at_stop();
}

void CannonLoop::finish() {
    const Plan& plan = pacer_.plan();
    if (plan.pacing.count() != 0 && plan.iterations == 0)
        while (volley_.intended(due()) && due() < leave_ && volley_.stop != Volley::kNoStop) {
            ++paced_;
            skips_.at_stop();
        }
    queue_.hand_over(std::move(block_));
}

// What is measured must not wait with the cannon.
void CannonLoop::hand_over_old(SteadyTime moment) {
    if (block_->empty() || moment < freed_ + kBlockAge) return;
    opened_ = block_->samples().back().elapsed;
    block_ = queue_.exchange(std::move(block_));
}

std::optional<CannonLoop::Start> CannonLoop::next() {
    const Plan& plan = pacer_.plan();
    if (!plan.open() && due() >= leave_) return std::nullopt;
    if (!plan.open() && plan.iterations != 0 && volley_.claimed.fetch_add(1) >= pacer_.iterations())
        return std::nullopt;
    if (plan.scheduled()) {
        const auto moment = next_moment();
        return moment ? std::optional(Start{moment}) : std::nullopt;
    }
    if (paced_++ == 0) {
        if (clock_.now() < begin_ && !clock_.wait_until(begin_, stop_)) return std::nullopt;
        return Start{};
    }
    if (plan.think_time.count() != 0) return Start{due()};
    return Start{};
}

// Closed load: the moment of the next start.
SteadyTime CannonLoop::due() const {
    const Plan& plan = pacer_.plan();
    if (plan.pacing.count() != 0) return begin_ + static_cast<std::int64_t>(paced_) * plan.pacing;
    return paced_ == 0 ? begin_ : freed_ + plan.think_time;
}

std::optional<SteadyTime> CannonLoop::next_moment() {
    if (stop_.stop_requested()) return std::nullopt;
    return pacer_.plan().open() ? next_arrival() : next_paced();
}

std::optional<SteadyTime> CannonLoop::next_arrival() {
    const auto due = pacer_.arrival(volley_.claimed.fetch_add(1, std::memory_order_relaxed));
    if (due == Pacer::kNever) return std::nullopt;
    return volley_.anchor.start + due;
}

std::optional<SteadyTime> CannonLoop::next_paced() {
    const SteadyTime moment = due();
    if (moment >= leave_) return std::nullopt;
    ++paced_;
    return moment;
}

}  // namespace oct::turret
