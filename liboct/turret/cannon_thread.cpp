// A thread that waits for one moment at a time, and fires.
#include "turret/cannon_thread.hpp"

#include <utility>

namespace oct::turret {

CannonThread::CannonThread(std::unique_ptr<Transaction> transaction, std::uint32_t k,
                           BlockQueue& queue, const Clock& clock)
    : FiringThread(queue, clock), cannon_(std::move(transaction), clock), place_(k) {}

void CannonThread::prepare(const TransactionConfig& context, const Pacer& pacer, RunSchedule& run,
                           const std::stop_token& stop) {
    schedule_.emplace(pacer, run, stop);
    cannon_.begin(run.anchor(), context, stop, pacer.plan().idle);
    filler_.begin();
    begun_ = false;
    freed_ = kNotFired;
    running_ = 1;
}

void CannonThread::fire() {
    while (step()) continue;
    finish();
    running_.store(0, std::memory_order_release);
}

bool CannonThread::step() {
    if (!std::exchange(begun_, true)) place_.begin(*schedule_, clock_.now());
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
    freed_ = schedule_->run.anchor().start + filler_.block().samples().back().elapsed;
    filler_.added(freed_);
    return true;
}

// Its place in the ramp, when it then fires at once.
bool CannonThread::await_first() {
    return clock_.now() >= place_.first() || clock_.wait_until(place_.first(), schedule_->stop);
}

bool CannonThread::fire_at(SteadyTime moment) {
    filler_.pause(freed_, moment);
    if (schedule_->judges()) return fire_judged(moment);
    if (cannon_.fire_at(moment, filler_.block())) return true;
    schedule_->stopped_before(moment);
    return false;
}

// Judged at the moment, when setup() is over. A start that is given up leaves the cannon set up for
// the next one.
bool CannonThread::fire_judged(SteadyTime moment) {
    cannon_.setup(filler_.block());
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
}

}  // namespace oct::turret
