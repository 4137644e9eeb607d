// A thread that waits for one moment at a time, and fires.
#include "turret/cannon_thread.hpp"

#include <algorithm>
#include <utility>

namespace oct::turret {

CannonThread::CannonThread(std::unique_ptr<Transaction> transaction, std::uint32_t k,
                           BlockQueue& queue, const Clock& clock)
    : FiringThread(queue, clock), cannon_(seal_.guard(std::move(transaction)), clock), place_(k) {}

void CannonThread::prepare(const TransactionConfig& context, const Pacer& pacer, RunSchedule& run,
                           const std::stop_token& stop) {
    schedule_.emplace(pacer, run, stop);
    cannon_.begin(run.anchor(), context, stop, pacer.plan().idle, schedule_->backs_off());
    filler_.begin();
    seal_.open();
    times_.begin(run.anchor().start);
    begun_ = is_there_ = false;
    freed_ = kNotFired;
    running_ = 1;
}

void CannonThread::fire() {
    while (step()) continue;
    if (!seal_.given_up()) finish();
    running_.store(0, std::memory_order_release);
}

bool CannonThread::step() {
    if (!std::exchange(begun_, true)) begin();
    const auto start = place_.next(*schedule_, freed_);
    if (!start) return false;
    if (schedule_->stop.stop_requested()) {
        if (start.at_moment()) schedule_->stopped_before(start.moment);
        return false;
    }
    if (start.at_moment()) {
        if (!fire_at(start.moment)) return false;
    } else {
        if (freed_ == kNotFired && !await_first()) return false;
        cannon_.fire(filler_.block());
    }
    if (seal_.given_up()) return false;
    account();
    return true;
}

void CannonThread::begin() {
    const SteadyTime now = clock_.now();
    schedule_->run.begin(now);
    place_.begin(*schedule_, now);
    is_there_ = schedule_->plan().open();
    if (is_there_) times_.come(now);
}

// A cannon of a closed load is there from its first start on: the wait for its place in the ramp is
// no rest.
void CannonThread::account() {
    const Sample& shot = filler_.block().samples().back();
    freed_ = schedule_->run.anchor().start + shot.elapsed;
    const auto idle = cannon_.take_idle(freed_);
    if (std::exchange(is_there_, true))
        times_.idle(idle);
    else
        times_.come(freed_ - shot.service);
    const auto wait = wait_after(place_.back_off(), cannon_.shortage());
    filler_.added(freed_);
    if (wait.count() != 0) back_off(wait);
}

void CannonThread::back_off(std::chrono::milliseconds wait) {
    const SteadyTime since = clock_.now();
    filler_.pause(freed_, since + wait);
    (void)clock_.wait_until(since + wait, schedule_->stop);
    times_.back_off(clock_.now() - since);
}

// Its place in the ramp, when it then fires at once.
bool CannonThread::await_first() {
    return clock_.now() >= place_.first() || clock_.wait_until(place_.first(), schedule_->stop);
}

bool CannonThread::fire_at(SteadyTime moment) {
    filler_.pause(freed_, moment);
    if (schedule_->judges()) return fire_judged(moment);
    if (schedule_->thinks()) {
        cannon_.setup(filler_.block());
        if (seal_.given_up()) return false;
        moment = std::max(moment, clock_.now());
    }
    if (cannon_.fire_at(moment, filler_.block())) return true;
    if (seal_.given_up()) return false;
    schedule_->stopped_before(moment);
    return false;
}

// Judged at the moment, when setup() is over. A start that is given up leaves the cannon set up for
// the next one.
bool CannonThread::fire_judged(SteadyTime moment) {
    cannon_.setup(filler_.block());
    if (seal_.given_up()) return false;
    const SteadyTime ready = clock_.now();
    while (cannon_.wait_for(moment, filler_.block())) {
        const SteadyTime now = clock_.now();
        const auto judged = place_.judge(*schedule_, moment, ready, now);
        if (!judged) return false;
        const bool fires = *judged == moment || *judged <= now;
        moment = *judged;
        if (!fires) {
            filler_.pause(freed_, moment);
        } else if (cannon_.fire_at(moment, filler_.block())) {
            return true;
        }
    }
    schedule_->stopped_before(moment);
    return false;
}

void CannonThread::finish() {
    place_.end(*schedule_);
    filler_.end();
    if (is_there_) {
        const SteadyTime now = clock_.now();
        times_.idle(cannon_.take_idle(now));
        times_.leave(now);
    }
    seal_.leave();
}

}  // namespace oct::turret
