// The thread of a loop: its cannons fire, rest, and fire again until the run is over.
#include "turret/loop_thread.hpp"

#include <algorithm>
#include <utility>

namespace oct::turret {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kIdle = std::chrono::seconds(1);

}  // namespace

LoopThread::LoopThread(BlockQueue& queue, const Clock& clock)
    : FiringThread(queue, clock), CannonHost(loop_), loop_(clock) {}

LoopThread::~LoopThread() {
    LoopThread::cancel();
    join();
}

void LoopThread::add(std::unique_ptr<AsyncTransaction> transaction, std::uint32_t k) {
    places_.emplace_back(std::move(transaction), *this, k);
}

void LoopThread::prepare(const TransactionConfig& context, const Pacer& pacer, RunSchedule& run,
                         const std::stop_token& stop) {
    begin(run.anchor(), context, stop);
    schedule_.emplace(pacer, run, stop);
    stopping_ = cancelled_ = false;
    cancel_ = false;
    shots_.clear();
    running_ = places_.size();
    filler_.begin();
    begun_ = 0;
    await_next();
}

// Cannons are in the order of their starts; one that could not be made before an earlier run stands
// at the end, and starts with the last.
void LoopThread::await_next() {
    if (begun_ == places_.size()) return;
    const std::uint32_t k = places_[begun_].schedule.number();
    if (schedule_->pacer.start_of(k).count() > 0)
        loop_.at(schedule_->run.first_start(schedule_->pacer, k), ramp_);
    else
        loop_.soon(ramp_);
}

void LoopThread::begin_next() {
    Place& place = places_[begun_++];
    place.begin();
    place.schedule.begin(*schedule_, clock_.now());
    await_next();
    rested(place);
}

void LoopThread::fire() {
    while (step(kIdle)) continue;
}

bool LoopThread::step(nanoseconds longest) {
    if (running() != 0) {
        loop_.run(filler_.empty() ? longest : std::min<nanoseconds>(longest, BlockFiller::kAge));
        obey();
        filler_.look(clock_.now());
    }
    if (running() != 0) return true;
    filler_.end();
    return false;
}

bool LoopThread::cancel() noexcept {
    cancel_.store(true, std::memory_order_release);
    wake();
    return true;
}

// At stop those who rest end, and those who fire may finish; then what still waits is interrupted.
void LoopThread::obey() {
    const bool cancel = cancel_.load(std::memory_order_acquire);
    if (!stopping_ && (cancel || schedule_->stop.stop_requested())) {
        stopping_ = true;
        stop_all();
    }
    if (!cancelled_ && cancel) {
        cancelled_ = true;
        for (Place& place : places_) place.cancel();
    }
}

void LoopThread::stop_all() {
    ramp_.unlink();
    const SteadyTime now = clock_.now();
    for (std::size_t i = 0; i < places_.size(); ++i) {
        Place& place = places_[i];
        const bool begun = i < begun_;
        if (!begun) place.schedule.begin(*schedule_, now);
        place.schedule.end(*schedule_);
        const bool rested = !place.firing();
        if (!begun || (place.end_wait() && rested)) retire();
    }
}

void LoopThread::retire() {
    running_.store(running_.load(std::memory_order_relaxed) - 1, std::memory_order_release);
}

void LoopThread::rested(AsyncCannon& cannon) {
    if (schedule_->stop.stop_requested()) return retire();
    const auto start = static_cast<Place&>(cannon).schedule.next(*schedule_, cannon.run_ended());
    if (!start) return retire();
    start.at_moment() ? cannon.fire(start.moment) : cannon.fire();
}

std::optional<SteadyTime> LoopThread::due(AsyncCannon& cannon, SteadyTime intended) {
    if (!schedule_->judges()) return intended;
    return static_cast<Place&>(cannon).schedule.judge(*schedule_, intended, cannon.ready(),
                                                      clock_.now());
}

void LoopThread::fired(AsyncCannon& /*cannon*/) {
    shots_.count_fired();
}

void LoopThread::ended(AsyncCannon& cannon, ShotEnd how) {
    if (how == ShotEnd::Recorded) {
        shots_.count_finished();
        filler_.added(cannon.run_ended());
    }
    if (how == ShotEnd::NotFired) schedule_->stopped_before(cannon.intended());
    if (stopping_ || schedule_->stop.stop_requested())
        retire();
    else
        cannon.rest();
}

}  // namespace oct::turret
