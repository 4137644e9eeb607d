// The measurement itself: two readings of the clock around run(), everything else outside of them.
#include <oct/cannon.hpp>
#include <oct/sample.hpp>

#include "base/error_text.hpp"
#include "turret/idle.hpp"
#include "turret/seal.hpp"
#include "turret/shortage.hpp"
#include "turret/shot_sample.hpp"
#include "turret/user_error.hpp"

#include <exception>
#include <string>
#include <utility>

namespace oct {

// Runs a part of the user's code, away from the block; what it throws is added to `errors`. False
// when it came back too late.
template <class Part>
bool Cannon::guarded(std::string& errors, const char* place, Part part) {
    turret::Seal* const seal = transaction_->seal_;
    if (seal != nullptr) seal->leave();
    try {
        part();
    } catch (...) {
        const std::exception_ptr thrown = std::current_exception();
        turret::add_error(errors, base::error_text(place, thrown));
        if (finds_shortage_ && shortage_ == std::errc{}) shortage_ = turret::shortage_of(thrown);
    }
    return seal == nullptr || seal->enter();
}

Cannon::Cannon(std::unique_ptr<Transaction> transaction, const Clock& clock)
    : transaction_(std::move(transaction)), clock_(clock) {}

void Cannon::begin(RunAnchor anchor, const TransactionConfig& context, std::stop_token stop,
                   Idle idle, bool finds_shortage) {
    anchor_ = anchor;
    idle_ = idle;
    finds_shortage_ = finds_shortage;
    shortage_ = {};
    is_set_up_ = false;
    idle_time_ = {};
    idle_since_ = SteadyTime::max();
    shots_.clear();
    transaction_->enter_run(clock_, context, std::move(stop));
}

void Cannon::fire(SampleBlock& block) {
    if (!try_setup(block)) return;
    setup_error_.empty() ? shoot(std::nullopt, block) : fail(block);
}

void Cannon::setup(SampleBlock& block) {
    static_cast<void>(try_setup(block));
}

bool Cannon::try_setup(SampleBlock& block) {
    if (is_set_up_) return true;
    block.discard_timers();
    setup_error_.clear();
    shortage_ = {};
    is_set_up_ = guarded(setup_error_, "setup: ", [&] { transaction_->setup(); });
    return is_set_up_;
}

bool Cannon::wait_for(SteadyTime intended, SampleBlock& block) {
    if (!try_setup(block)) return false;
    const SteadyTime now = clock_.now();
    if (now >= intended) return !transaction_->stop_.stop_requested();
    if (idle_since_ == SteadyTime::max()) idle_since_ = now;
    return turret::wait_until(clock_, intended, transaction_->stop_, idle_);
}

// Also what cannot run waits for its moment: a failing setup() takes no more starts than the plan
// has.
bool Cannon::fire_at(SteadyTime intended, SampleBlock& block) {
    if (!wait_for(intended, block)) return false;
    setup_error_.empty() ? shoot(intended, block) : fail(block);
    return true;
}

// The sample of a start whose run() is not called.
void Cannon::fail(SampleBlock& block) {
    is_set_up_ = false;
    shots_.count_fired();
    const SteadyTime now = clock_.now();
    end_idle(now);
    block.append(turret::sample_of(anchor_, now, now, now), setup_error_);
    shots_.count_finished();
}

void Cannon::shoot(std::optional<SteadyTime> intended, SampleBlock& block) {
    is_set_up_ = false;
    transaction_->block_ = &block;
    ++transaction_->shot_;
    shots_.count_fired();
    SteadyTime started = clock_.now();
    while (intended && started < *intended) started = clock_.now();  // what turret::kLastSpin left
    std::string error;
    const bool back = guarded(error, "", [&] { transaction_->run(); });
    const SteadyTime ended = clock_.now();
    end_idle(started);
    transaction_->block_ = nullptr;
    if (!back) return;

    // Written long before it is copied: the other way round a CPU waits for its own writes.
    Sample sample = turret::sample_of(anchor_, intended.value_or(started), started, ended);

    if (block.pending_timers() > kMaxTimers) {
        block.keep_timers(kMaxTimers);
        turret::add_error(error, turret::kTooManyTimers);
    }
    if (!guarded(error, "tear_down: ", [&] { transaction_->tear_down(); })) return;
    if (!error.empty()) turret::mark_as_run(sample);
    block.append(sample, error);
    shots_.count_finished();
}

void Cannon::end_idle(SteadyTime now) noexcept {
    if (idle_since_ != SteadyTime::max())
        idle_time_ += now - std::exchange(idle_since_, SteadyTime::max());
}

std::chrono::nanoseconds Cannon::take_idle(SteadyTime now) noexcept {
    if (idle_since_ < now) idle_time_ += now - std::exchange(idle_since_, now);
    return std::exchange(idle_time_, std::chrono::nanoseconds(0));
}

}  // namespace oct
