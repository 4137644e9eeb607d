// The loop thread: its cannons fire, rest, and fire again until the run is over.
#include "turret/lane.hpp"

#include "async/timer_wheel.hpp"

#include <sys/prctl.h>
#include <utility>

namespace oct::turret {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kBlockSamples = 256;
constexpr std::chrono::milliseconds kBlockAge(50);  // so that live figures are live
constexpr nanoseconds kIdle = std::chrono::seconds(1);

template <class T>
void add_to(std::atomic<T>& counter, T amount) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_release);
}

}  // namespace

Lane::Lane(BlockQueue& queue, const Clock& clock)
    : CannonHost(loop_), queue_(queue), loop_(clock) {}

Lane::~Lane() {
    if (thread_.joinable()) cancel();
}

void Lane::add(std::unique_ptr<AsyncTransaction> transaction, std::uint32_t k) {
    places_.emplace_back(std::move(transaction), *this, k);
}

void Lane::prepare(RunAnchor anchor, const TransactionConfig& context, const Pacer& pacer,
                   SteadyTime now, const std::stop_token& stop,
                   std::atomic<std::uint64_t>& claimed) {
    begin(anchor, context, stop);
    stop_ = stop;
    pacer_.emplace(pacer);
    anchor_ = anchor;
    start_ = now;
    claimed_ = &claimed;
    stopping_ = cancelled_ = false;
    cancel_ = false;
    fired_ = finished_ = no_cannon_ = turret_late_ = at_stop_ = 0;
    running_ = places_.size();
    block_ = queue_.borrow();
    begun_ = 0;
    await_next();
}

// Cannons are in the order of their starts; one that could not be made before an earlier run stands
// at the end, and starts with the last.
void Lane::await_next() {
    if (begun_ == places_.size()) return;
    const nanoseconds wait = pacer_->start_of(places_[begun_].k);
    if (wait.count() > 0)
        loop_.at(start_ + wait, ramp_);
    else
        loop_.soon(ramp_);
}

void Lane::begin_next() {
    Place& place = places_[begun_++];
    place.begin();
    place.starts = 0;
    place.freed = {};
    place.lateness = {};
    await_next();
    rested(place);
}

void Lane::start() {
    try {
        thread_ = std::jthread([this] {
            ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);  // the kernel's 50 µs are no precision
            while (step(kIdle)) {
            }
        });
    } catch (...) {
        running_ = 0;
        throw;
    }
}

bool Lane::step(nanoseconds longest) {
    if (running() != 0) {
        loop_.run(block_->empty() ? longest : std::min<nanoseconds>(longest, kBlockAge));
        obey();
        hand_over_old();
    }
    if (running() != 0) return true;
    if (block_) queue_.hand_over(std::exchange(block_, nullptr));
    return false;
}

void Lane::cancel() noexcept {
    cancel_.store(true, std::memory_order_release);
    wake();
}

void Lane::join() {
    if (thread_.joinable()) thread_.join();
}

std::uint64_t Lane::in_flight() const noexcept {
    const auto finished = finished_.load(std::memory_order_acquire);
    return fired_.load(kRelaxed) - finished;
}

// At stop those who rest end, and those who fire may finish; then what still waits is interrupted.
void Lane::obey() {
    const bool cancel = cancel_.load(std::memory_order_acquire);
    if (!stopping_ && (cancel || stop_.stop_requested())) {
        stopping_ = true;
        ramp_.unlink();
        for (std::size_t i = 0; i < places_.size(); ++i) {
            Place& place = places_[i];
            if (i >= begun_) place.starts = 0;
            add_to(at_stop_, overdue(place));
            const bool rested = !place.firing();
            if (i >= begun_ || (place.end_wait() && rested)) retire();
        }
    }
    if (!cancelled_ && cancel) {
        cancelled_ = true;
        for (Place& place : places_) place.cancel();
    }
}

void Lane::retire() {
    running_.store(running_.load(kRelaxed) - 1, std::memory_order_release);
}

void Lane::rested(AsyncCannon& cannon) {
    if (stop_.stop_requested()) return retire();
    const auto start = next_start(static_cast<Place&>(cannon));
    if (!start) return retire();
    add_to<std::uint64_t>(fired_, 1);
    cannon.fire(start->moment);
}

// Nothing: the cannon has no further start in this run.
std::optional<Lane::Start> Lane::next_start(Place& place) {
    const Plan& plan = pacer_->plan();
    if (plan.open()) return next_arrival(place);
    const SteadyTime leave = moment_of_leaving(*pacer_, place.k, anchor_);
    if (plan.cooldown.count() != 0 && due(place) >= leave) return std::nullopt;
    if (plan.iterations != 0 && claimed_->fetch_add(1, kRelaxed) >= pacer_->iterations())
        return std::nullopt;
    if (plan.pacing.count() != 0) return next_paced(place, leave);
    if (place.starts++ != 0 && plan.think_time.count() != 0)
        return Start{loop_.clock().now() + plan.think_time};
    return Start{};
}

// Closed load: the moment of the next start.
SteadyTime Lane::due(const Place& place) const {
    const Plan& plan = pacer_->plan();
    if (plan.pacing.count() != 0)
        return start_ + pacer_->start_of(place.k) +
               static_cast<std::int64_t>(place.starts) * plan.pacing;
    const SteadyTime now = loop_.clock().now();
    return place.starts == 0 ? now : now + plan.think_time;
}

// A cannon takes its arrival ahead of time and sleeps until it is due.
std::optional<Lane::Start> Lane::next_arrival(const Place& place) {
    while (!stop_.stop_requested()) {
        const nanoseconds due = pacer_->arrival(claimed_->fetch_add(1, kRelaxed));
        if (due == Pacer::kNever) return std::nullopt;
        if (!skips(place, anchor_.start + due)) return Start{anchor_.start + due};
    }
    return std::nullopt;
}

std::optional<Lane::Start> Lane::next_paced(Place& place, SteadyTime leave) {
    while (!stop_.stop_requested() && due(place) < leave) {
        const SteadyTime moment = due(place);
        ++place.starts;
        if (!skips(place, moment)) return Start{moment};
    }
    return std::nullopt;
}

bool Lane::skips(const Place& place, SteadyTime moment) {
    const Plan& plan = pacer_->plan();
    if (plan.when_behind == WhenBehind::CatchUp) return false;
    const nanoseconds allowed =
        plan.when_behind == WhenBehind::Capped ? plan.max_lag : TimerWheel::kTick;
    if (loop_.clock().now() <= moment + allowed) return false;
    // Without its own lateness at the last start, would this cannon have been free in time?
    const bool busy = place.freed - place.lateness > moment;
    add_to<std::uint64_t>(busy ? no_cannon_ : turret_late_, 1);
    return true;
}

// What the sample at the end of the block says of the shot that ended.
void Lane::note_end(Place& place) const {
    const Sample& sample = block_->samples().back();
    const SteadyTime ready = place.freed;
    place.freed = anchor_.start + sample.elapsed;
    const SteadyTime intended = place.freed - sample.service - sample.lag;
    place.lateness = sample.lag - std::max(ready - intended, nanoseconds::zero());
}

// Starts of a paced cannon whose moment had come and that it has not taken.
std::uint64_t Lane::overdue(const Place& place) const {
    const Plan& plan = pacer_->plan();
    if (plan.open() || plan.pacing.count() == 0 || plan.iterations != 0) return 0;
    const SteadyTime end = std::min(loop_.clock().now() - TimerWheel::kTick,
                                    moment_of_leaving(*pacer_, place.k, anchor_));
    const SteadyTime first = start_ + pacer_->start_of(place.k);
    if (end <= first) return 0;
    const auto due = static_cast<std::uint64_t>((end - first - nanoseconds(1)) / plan.pacing) + 1;
    return due - std::min(due, place.starts);
}

void Lane::ended(AsyncCannon& cannon, ShotEnd how) {
    if (how == ShotEnd::Recorded) {
        add_to<std::uint64_t>(finished_, 1);
        if (pacer_->plan().when_behind != WhenBehind::CatchUp)
            note_end(static_cast<Place&>(cannon));
    }
    if (how == ShotEnd::NotFired) add_to<std::uint64_t>(fired_, -1ULL);
    if (block_->size() >= kBlockSamples) block_ = queue_.exchange(std::move(block_));
    if (stopping_ || stop_.stop_requested())
        retire();
    else
        cannon.rest();
}

void Lane::hand_over_old() {
    const SteadyTime now = loop_.clock().now();
    if (block_->empty()) {
        opened_ = now;
    } else if (now - opened_ >= kBlockAge) {
        block_ = queue_.exchange(std::move(block_));
        opened_ = now;
    }
}

}  // namespace oct::turret
