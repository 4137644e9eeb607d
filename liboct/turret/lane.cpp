// The loop thread: its cannons fire, rest, and fire again until the run is over.
#include "turret/lane.hpp"

#include <sys/prctl.h>
#include <utility>

namespace oct::turret {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kBlockSamples = 256;
constexpr std::chrono::milliseconds kBlockAge(50);  // so that live figures are live
constexpr nanoseconds kIdle = std::chrono::seconds(1);

void count(std::atomic<std::uint64_t>& counter) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_release);
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

void Lane::prepare(const TransactionConfig& context, const Pacer& pacer, Volley& volley,
                   const std::stop_token& stop) {
    begin(volley.anchor, context, stop);
    stop_ = stop;
    pacer_.emplace(pacer);
    volley_ = &volley;
    stopping_ = cancelled_ = false;
    cancel_ = false;
    fired_ = finished_ = 0;
    skips_.clear();
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
        loop_.at(volley_->start + wait, ramp_);
    else
        loop_.soon(ramp_);
}

void Lane::begin_next() {
    Place& place = places_[begun_++];
    place.begin();
    place.starts = 0;
    place.lateness = Lateness(loop_.clock().now() - volley_->first_start(*pacer_, place.k));
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
            skips_.at_stop(overdue(place));
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
    cannon.fire(start->moment);
}

// A cannon takes its start ahead of time and sleeps until it is due. Nothing: it has no further
// start in this run.
std::optional<Lane::Start> Lane::next_start(Place& place) {
    const Plan& plan = pacer_->plan();
    if (!plan.open()) {
        if (closed_start(place) >= moment_of_leaving(*pacer_, place.k, volley_->anchor))
            return std::nullopt;
        if (plan.iterations != 0 && volley_->claimed.fetch_add(1, kRelaxed) >= pacer_->iterations())
            return std::nullopt;
    }
    if (plan.scheduled()) {
        const auto moment = next_moment(place);
        return moment ? std::optional(Start{moment}) : std::nullopt;
    }
    const SteadyTime moment = closed_start(place);
    return place.starts++ != 0 && plan.think_time.count() != 0 ? Start{moment} : Start{};
}

// Closed load: the moment of the next start.
SteadyTime Lane::closed_start(const Place& place) const {
    const Plan& plan = pacer_->plan();
    const SteadyTime first = volley_->first_start(*pacer_, place.k);
    if (plan.pacing.count() != 0)
        return first + static_cast<std::int64_t>(place.starts) * plan.pacing;
    return place.starts == 0 ? first : place.run_ended() + plan.think_time;
}

std::optional<SteadyTime> Lane::next_moment(Place& place) {
    if (stop_.stop_requested()) return std::nullopt;
    return pacer_->plan().open() ? next_arrival() : next_paced(place);
}

std::optional<SteadyTime> Lane::next_arrival() {
    const nanoseconds due = pacer_->arrival(volley_->claimed.fetch_add(1, kRelaxed));
    if (due == Pacer::kNever) return std::nullopt;
    return volley_->anchor.start + due;
}

std::optional<SteadyTime> Lane::next_paced(Place& place) {
    const SteadyTime moment = closed_start(place);
    if (moment >= moment_of_leaving(*pacer_, place.k, volley_->anchor)) return std::nullopt;
    ++place.starts;
    return moment;
}

// What is behind is given up, and the next start taken instead.
std::optional<SteadyTime> Lane::due(AsyncCannon& cannon, SteadyTime intended) {
    const Plan& plan = pacer_->plan();
    if (plan.when_behind == WhenBehind::CatchUp) return intended;
    auto& place = static_cast<Place&>(cannon);
    const SteadyTime now = loop_.clock().now();
    std::optional<SteadyTime> moment = intended;
    while (moment && *moment <= now) {
        const auto verdict = place.lateness.judge(plan, *moment, cannon.ready(), now);
        if (verdict == Lateness::Verdict::Fire) break;
        verdict == Lateness::Verdict::NoCannon ? skips_.no_cannon() : skips_.turret_late();
        moment = next_moment(place);
    }
    return moment;
}

// Starts of a paced cannon whose moment had come and that it has not taken.
std::uint64_t Lane::overdue(const Place& place) const {
    const Plan& plan = pacer_->plan();
    if (plan.pacing.count() == 0 || plan.iterations != 0 || volley_->stop == Volley::kNoStop)
        return 0;
    const SteadyTime end = std::min(SteadyTime(nanoseconds(volley_->stop)),
                                    moment_of_leaving(*pacer_, place.k, volley_->anchor));
    const SteadyTime first = volley_->first_start(*pacer_, place.k);
    if (end <= first) return 0;
    const auto due = static_cast<std::uint64_t>((end - first - nanoseconds(1)) / plan.pacing) + 1;
    return due - std::min(due, place.starts);
}

void Lane::fired(AsyncCannon& /*cannon*/) {
    count(fired_);
}

void Lane::ended(AsyncCannon& cannon, ShotEnd how) {
    if (how == ShotEnd::Recorded) count(finished_);
    if (how == ShotEnd::NotFired && pacer_->plan().scheduled() &&
        volley_->intended(cannon.intended()))
        skips_.at_stop();
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
