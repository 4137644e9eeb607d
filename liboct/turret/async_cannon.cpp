// The measurement of a coroutine: setup → (wait for the intended start) → run → tear_down → record.
//
// A state machine and no coroutine of its own: a million of these wait at the same time.
#include <oct/cannon.hpp>
#include <oct/sample.hpp>

#include "base/error_text.hpp"
#include "turret/shortage.hpp"
#include "turret/shot_sample.hpp"
#include "turret/user_error.hpp"

#include <utility>

namespace oct {
namespace {

constexpr std::size_t kNamesKept = 1024;  // more names than that are made up, not a vocabulary

}  // namespace

AsyncTransaction::~AsyncTransaction() = default;

Task<> AsyncTransaction::setup() {
    return {};
}

Task<> AsyncTransaction::tear_down() {
    return {};
}

CannonHost::CannonHost(Loop& loop) : loop_(loop), names_(std::make_unique<Names>()) {}

CannonHost::~CannonHost() = default;

void CannonHost::begin(RunAnchor anchor, const TransactionConfig& context, std::stop_token stop,
                       bool finds_shortage) {
    anchor_ = anchor;
    context_ = &context;
    stop_ = std::move(stop);
    finds_shortage_ = finds_shortage;
}

std::optional<SteadyTime> CannonHost::due(AsyncCannon& /*cannon*/, SteadyTime intended,
                                          SteadyTime /*now*/) {
    return intended;
}

void CannonHost::fired(AsyncCannon& /*cannon*/) {}

void CannonHost::rested(AsyncCannon& /*cannon*/) {}

CannonHost::Names* CannonHost::take_names() {
    if (names_->dictionary.names().size() > kNamesKept) {
        if (names_->users == 0)
            names_->dictionary.clear();
        else
            (void)names_.release();  // the last of its users frees it
        if (!names_) names_ = std::make_unique<Names>();
    }
    ++names_->users;
    return names_.get();
}

void CannonHost::release_names(Names* names) {
    if (--names->users == 0 && names != names_.get()) delete names;
}

AsyncCannon::AsyncCannon(std::unique_ptr<AsyncTransaction> transaction, CannonHost& host)
    : Scope(host.loop()), host_(host), transaction_(std::move(transaction)) {}

AsyncCannon::~AsyncCannon() {
    hook_ = {};
    if (names_ != nullptr) host_.release_names(names_);
}

void AsyncCannon::begin(SteadyTime free) {
    free_ = free;
    transaction_->enter_run(loop().clock(), *host_.context_, host_.stop_);
}

void AsyncCannon::fire(std::optional<SteadyTime> intended) {
    intended_ = intended.value_or(SteadyTime::max());
    shortage_ = {};
    started_ = loop().clock().now();
    enter(Phase::Setup, &AsyncTransaction::setup);
}

void AsyncCannon::rest() {
    loop().soon(*this);
}

void AsyncCannon::rest_until(SteadyTime moment) {
    free_ = moment;
    loop().at(moment, *this);
}

bool AsyncCannon::end_wait() {
    if (!linked()) return false;
    unlink();
    if (phase_ == Phase::Waiting) end(ShotEnd::NotFired, loop().clock().now());
    return true;
}

void AsyncCannon::cancel() {
    if (!end_wait() && firing()) Scope::cancel();
}

void AsyncCannon::wake() {
    if (phase_ != Phase::Waiting)
        host_.rested(*this);
    else
        be_due(loop().clock().now());
}

// Runs a part of the user's code up to its first wait, or to its end.
void AsyncCannon::enter(Phase phase, Task<> (AsyncTransaction::*hook)()) {
    phase_ = phase;
    try {
        hook_ = ((*transaction_).*hook)();
        hook_.start(*this);
    } catch (...) {  // thrown by a hook that is no coroutine
        hook_ = {};
        add_error(std::current_exception());
    }
    resumed();
}

void AsyncCannon::resumed() {
    if (!hook_.done()) return;
    if (phase_ == Phase::Run) ended_ = loop().clock().now();
    if (!cancelled()) {  // otherwise nothing will be recorded, whatever it says
        try {
            hook_.result();
        } catch (...) {
            add_error(std::current_exception());
        }
    }
    hook_ = {};
    switch (phase_) {
        case Phase::Setup:
            return after_setup();
        case Phase::Run:
            return after_run();
        case Phase::TearDown:
            return after_tear_down();
        case Phase::Idle:
        case Phase::Waiting:
            break;  // no hook runs then
    }
}

void AsyncCannon::add_error(const std::exception_ptr& exception) {
    if (host_.finds_shortage_ && shortage_ == std::errc{})
        shortage_ = turret::shortage_of(exception);
    const char* place = phase_ == Phase::Setup      ? "setup: "
                        : phase_ == Phase::TearDown ? "tear_down: "
                                                    : "";
    add_error(base::error_text(place, exception));
}

void AsyncCannon::add_error(std::string_view text) {
    if (!error_) error_ = std::make_unique<std::string>();
    turret::add_error(*error_, text);
}

void AsyncCannon::after_setup() {
    const SteadyTime now = loop().clock().now();
    if (free_ != SteadyTime::max()) free_ += now - started_;
    if (cancelled()) return end(ShotEnd::NotFired, now);
    phase_ = Phase::Waiting;  // also with an error: it takes no more starts than the plan has
    if (intended_ == SteadyTime::max())  // a loop that was given up may come back any time later
        return host_.stop_.stop_requested() ? end(ShotEnd::NotFired, now) : shoot(now);
    started_ = now;
    if (free_ == SteadyTime::max()) free_ = now;
    now < intended_ ? wait() : be_due(now);
}

void AsyncCannon::wait() {
    if (host_.stop_.stop_requested()) return end(ShotEnd::NotFired, loop().clock().now());
    loop().at(intended_, *this);
}

// What the host has looked at and what is done by it is one moment: `now`.
void AsyncCannon::be_due(SteadyTime now) {
    if (host_.stop_.stop_requested()) return end(ShotEnd::NotFired, now);
    const auto moment = host_.due(*this, intended_, now);
    const bool another = moment != intended_;
    intended_ = moment.value_or(SteadyTime::max());
    if (!moment) return end(ShotEnd::NotFired, now);
    if (another && now < intended_) return wait();
    shoot(another ? loop().clock().now() : now);  // passing over starts may have taken long
}

void AsyncCannon::shoot(SteadyTime now) {
    started_ = now;
    host_.fired(*this);
    if (intended_ == SteadyTime::max()) intended_ = now - idle(now);
    free_ = SteadyTime::max();
    if (error_) {  // of setup(): run() is not called
        ended_ = now;
        record(turret::sample_of(host_.anchor_, now, now, now));
        return end(ShotEnd::Recorded, now);
    }
    names_ = host_.take_names();
    transaction_->block_ = &names_->dictionary;
    transaction_->timers_ = &transaction_->values_;
    ++transaction_->shot_;
    enter(Phase::Run, &AsyncTransaction::run);
}

void AsyncCannon::after_run() {
    transaction_->block_ = nullptr;
    if (transaction_->values_.size() > kMaxTimers) {
        transaction_->values_.resize(kMaxTimers);
        add_error(turret::kTooManyTimers);
    }
    enter(Phase::TearDown, &AsyncTransaction::tear_down);
}

void AsyncCannon::after_tear_down() {
    const SteadyTime now = loop().clock().now();
    if (cancelled()) return end(ShotEnd::Cancelled, now);
    Sample sample = turret::sample_of(host_.anchor_, intended_, started_, ended_);
    if (error_) turret::mark_as_run(sample);
    record(sample);
    end(ShotEnd::Recorded, now);
}

void AsyncCannon::record(const Sample& sample) {
    SampleBlock& block = host_.block();
    block.discard_timers();
    for (const TimerValue& timer : transaction_->values_)
        block.add_timer(block.intern(names_->dictionary.name(timer.name)), timer.value);
    block.append(sample, error_ ? std::string_view(*error_) : std::string_view());
}

void AsyncCannon::end(ShotEnd how, SteadyTime now) {
    phase_ = Phase::Idle;
    if (how != ShotEnd::NotFired) free_ = now;
    transaction_->values_.clear();
    error_.reset();
    if (names_ != nullptr) host_.release_names(std::exchange(names_, nullptr));
    clear_cancelled();
    host_.ended(*this, how);
}

}  // namespace oct
