// Cannons claim starts ahead of time and sleep for their own: no dispatcher stands between.
#include "turret/cannon_loop.hpp"

#include <utility>

namespace oct::turret {
namespace {

constexpr std::size_t kBlockSamples = 256;          // about 20 KiB with two timers
constexpr std::chrono::milliseconds kBlockAge(50);  // so that live figures are live

}  // namespace

SteadyTime moment_of_leaving(const Pacer& pacer, std::uint32_t k, const RunAnchor& anchor) {
    if (pacer.plan().cooldown.count() == 0 || anchor.run_time.count() == 0)
        return SteadyTime::max();
    return anchor.start + anchor.run_time - pacer.leave_of(k);
}

std::uint64_t Volley::overdue_at_stop(const Pacer& pacer) const {
    if (stop == kNoStop) return 0;
    const auto due =
        pacer.arrivals_before(std::chrono::nanoseconds(stop) - anchor.start.time_since_epoch());
    return due > claimed ? due - claimed : 0;
}

CannonLoop::CannonLoop(Cannon& cannon, std::uint32_t k, Pacer pacer, Volley& volley,
                       BlockQueue& queue, const Clock& clock, std::stop_token stop)
    : cannon_(cannon),
      pacer_(std::move(pacer)),
      volley_(volley),
      queue_(queue),
      clock_(clock),
      stop_(std::move(stop)),
      begin_(volley.start + pacer_.start_of(k)),
      leave_(moment_of_leaving(pacer_, k, volley.anchor)),
      block_(queue.borrow()) {}

bool CannonLoop::step() {
    const auto start = next();
    if (!start || stop_.stop_requested()) {
        if (start && start->moment && volley_.intended(*start->moment)) ++at_stop_;
        return false;
    }
    if (start->moment) {
        hand_over_old(start->moment);
        if (!cannon_.fire_at(*start->moment, *block_)) {
            if (volley_.intended(*start->moment) && pacer_.plan().scheduled()) ++at_stop_;
            return false;
        }
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

void CannonLoop::finish() {
    const Plan& plan = pacer_.plan();
    if (plan.pacing.count() != 0 && plan.iterations == 0)
        while (volley_.intended(due()) && due() < leave_ && volley_.stop != Volley::kNoStop) {
            ++paced_;
            ++at_stop_;
        }
    queue_.hand_over(std::move(block_));
}

// What is measured must not wait with the cannon.
void CannonLoop::hand_over_old(std::optional<SteadyTime> moment) {
    if (block_->empty() || *moment < freed_ + kBlockAge) return;
    opened_ = block_->samples().back().elapsed;
    block_ = queue_.exchange(std::move(block_));
}

std::optional<CannonLoop::Start> CannonLoop::next() {
    const Plan& plan = pacer_.plan();
    if (plan.open()) return next_arrival();
    if (due() >= leave_) return std::nullopt;
    if (plan.iterations != 0 && volley_.claimed.fetch_add(1) >= pacer_.iterations())
        return std::nullopt;
    if (plan.pacing.count() != 0) return next_paced();
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

std::optional<CannonLoop::Start> CannonLoop::next_arrival() {
    while (!stop_.stop_requested()) {
        const auto due = pacer_.arrival(volley_.claimed.fetch_add(1, std::memory_order_relaxed));
        if (due == Pacer::kNever) return std::nullopt;
        const SteadyTime moment = volley_.anchor.start + due;
        if (!skips(moment)) return Start{moment};
    }
    return std::nullopt;
}

std::optional<CannonLoop::Start> CannonLoop::next_paced() {
    while (!stop_.stop_requested() && due() < leave_) {
        const SteadyTime moment = due();
        ++paced_;
        if (!skips(moment)) return Start{moment};
    }
    return std::nullopt;
}

bool CannonLoop::skips(SteadyTime moment) {
    const Plan& plan = pacer_.plan();
    if (plan.when_behind == WhenBehind::CatchUp) return false;
    const auto allowed =
        plan.when_behind == WhenBehind::Capped ? plan.max_lag : std::chrono::nanoseconds(0);
    if (clock_.now() <= moment + allowed) return false;
    // Without its own lateness at the last start, would this cannon have been free in time?
    const bool busy = freed_ - cannon_.lateness() > moment;
    ++(busy ? no_cannon_ : turret_late_);
    return true;
}

}  // namespace oct::turret
