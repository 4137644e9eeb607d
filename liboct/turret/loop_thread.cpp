// The thread of a loop: its cannons fire, rest, and fire again until the run is over.
#include "turret/loop_thread.hpp"

#include "async/timer_wheel.hpp"

#include <algorithm>
#include <utility>

namespace oct::turret {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kIdle = std::chrono::seconds(1);
constexpr nanoseconds kRampTurn = 4 * async::TimerWheel::kTick;  // about what a loop's round takes

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
    schedule_.emplace(pacer, run, stop);
    begin(run.anchor(), context, stop, schedule_->backs_off());
    stopping_ = cancelled_ = false;
    cancel_ = false;
    shots_.clear();
    times_.begin(run.anchor().start);
    running_ = places_.size();
    filler_.begin();
    seal_.open();
    begun_ = 0;
    loop_.soon(ramp_);
}

// Cannons are in the order of their starts; one that could not be made before an earlier run stands
// at the end, and starts with the last.
void LoopThread::begin_next() {
    SteadyTime now = clock_.now();
    schedule_->run.begin(now);
    const SteadyTime end = now + kRampTurn;
    for (; begun_ != places_.size() && now < end; now = clock_.now()) {
        const SteadyTime first = first_start(places_[begun_]);
        if (first > now) return loop_.at(first, ramp_);
        let_begin(places_[begun_++], now);
    }
    if (begun_ != places_.size()) loop_.at(now + async::TimerWheel::kTick, ramp_);
}

SteadyTime LoopThread::first_start(const Place& place) const {
    return schedule_->run.first_start(schedule_->pacer, place.schedule.number());
}

void LoopThread::let_begin(Place& place, SteadyTime now) {
    const SteadyTime since = schedule_->plan().open() ? now : first_start(place);
    times_.come(since);
    times_.idle(now - since);
    place.begin(now);
    place.schedule.begin(*schedule_, now);
    rested(place);
}

void LoopThread::fire() {
    while (step(kIdle)) continue;
    running_.store(0, std::memory_order_release);  // also when it was given up
}

// In all that the loop wakes is the user's code: the thread is away from its block then, but for
// what block() says.
bool LoopThread::step(nanoseconds longest) {
    if (running() != 0) {
        if (!filler_.empty()) longest = std::min<nanoseconds>(longest, BlockFiller::kAge);
        seal_.leave();
        loop_.run(longest);
        obey();
        if (!seal_.enter()) return false;
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
        if (!begun)
            retire();
        else if (place.end_wait() && rested)
            leave(place, now);
    }
}

// What is left of a back-off does not come any more.
void LoopThread::leave(Place& place, SteadyTime now) {
    times_.idle(place.idle(now));
    if (place.free_since() != SteadyTime::max() && place.free_since() > now)
        times_.back_off(now - place.free_since());
    times_.leave(now);
    retire();
}

void LoopThread::retire() {
    running_.store(running_.load(std::memory_order_relaxed) - 1, std::memory_order_release);
}

void LoopThread::rested(AsyncCannon& cannon) {
    Place& place = static_cast<Place&>(cannon);
    if (schedule_->stop.stop_requested()) return leave(place, clock_.now());
    const auto start = place.schedule.next(*schedule_, cannon.run_ended());
    if (!start) return leave(place, clock_.now());
    start.at_moment() ? cannon.fire(start.moment) : cannon.fire();
}

// A thinking cannon would have been set up at the end of its free time, had it not waited for its
// turn on the loop.
std::optional<SteadyTime> LoopThread::due(AsyncCannon& cannon, SteadyTime intended,
                                          SteadyTime now) {
    if (schedule_->thinks()) return std::max(intended, cannon.free_since());
    if (!schedule_->judges()) return intended;
    return static_cast<Place&>(cannon).schedule.judge(*schedule_, intended, cannon.ready(), now);
}

void LoopThread::fired(AsyncCannon& cannon) {
    times_.idle(cannon.idle(cannon.ready()));
    shots_.count_fired();
}

// Until the shot has ended() the thread is with its block.
SampleBlock& LoopThread::block() {
    if (seal_.enter()) return filler_.block();
    nobodys_.clear();
    return nobodys_;
}

void LoopThread::ended(AsyncCannon& cannon, ShotEnd how) {
    Place& place = static_cast<Place&>(cannon);
    std::chrono::milliseconds wait{};
    if (how == ShotEnd::Recorded && !seal_.given_up()) {
        shots_.count_finished();
        wait = wait_after(place.schedule.back_off(), place.shortage());
        filler_.added(place.run_ended());
        seal_.leave();
    }
    if (how == ShotEnd::NotFired) schedule_->stopped_before(place.intended());
    if (stopping_ || schedule_->stop.stop_requested())
        leave(place, how == ShotEnd::NotFired ? clock_.now() : place.free_since());
    else
        rest(place, wait);
}

void LoopThread::rest(Place& place, std::chrono::milliseconds wait) {
    if (wait.count() == 0) return place.rest();
    times_.back_off(wait);
    place.rest_until(place.free_since() + wait);
}

}  // namespace oct::turret
