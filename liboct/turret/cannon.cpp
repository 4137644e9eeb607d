// The measurement itself: two readings of the clock around run(), everything else outside of them.
#include <oct/cannon.hpp>

#include "turret/idle.hpp"
#include "turret/user_error.hpp"

#include <algorithm>
#include <exception>
#include <string>

namespace oct {
namespace {

// Runs a part of the user's code; what it throws becomes text, never empty.
template <class Part>
std::string guarded(const char* place, Part&& part) {
    try {
        part();
        return {};
    } catch (...) {
        return turret::error_text(place, std::current_exception());
    }
}

void count(std::atomic<std::uint64_t>& counter) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

}  // namespace

Cannon::Cannon(std::unique_ptr<Transaction> transaction, const Clock& clock)
    : transaction_(std::move(transaction)), clock_(clock) {}

void Cannon::begin(RunAnchor anchor, const TransactionConfig& context, std::stop_token stop,
                   Idle idle) {
    anchor_ = anchor;
    idle_ = idle;
    is_set_up_ = false;
    fired_ = finished_ = 0;
    transaction_->clock_ = &clock_;
    transaction_->context_ = &context;
    transaction_->stop_ = std::move(stop);
}

void Cannon::fire(SampleBlock& block) {
    set_up(block);
    setup_error_.empty() ? shoot(std::nullopt, block) : fail(block);
}

void Cannon::set_up(SampleBlock& block) {
    if (is_set_up_) return;
    block.discard_timers();
    setup_error_ = guarded("setup: ", [&] { transaction_->setup(); });
    is_set_up_ = true;
}

bool Cannon::wait_for(SteadyTime intended, SampleBlock& block) {
    set_up(block);
    if (clock_.now() >= intended) return !transaction_->stop_.stop_requested();
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
    count(fired_);
    const auto elapsed = clock_.now() - anchor_.start;
    block.append(
        {.elapsed = elapsed, .epoch = anchor_.epoch + elapsed, .warmup = elapsed < anchor_.warmup},
        setup_error_);
    count(finished_);
}

void Cannon::shoot(std::optional<SteadyTime> intended, SampleBlock& block) {
    is_set_up_ = false;
    transaction_->block_ = &block;
    ++transaction_->shot_;
    count(fired_);
    SteadyTime started = clock_.now();
    while (intended && started < *intended) started = clock_.now();  // what turret::kLastSpin left
    std::string error = guarded("", [&] { transaction_->run(); });
    const SteadyTime ended = clock_.now();

    // Written long before it is copied: the other way round a CPU waits for its own writes.
    const auto elapsed = ended - anchor_.start;
    Sample sample{.elapsed = elapsed,
                  .epoch = anchor_.epoch + elapsed,
                  .lag = intended ? started - *intended : std::chrono::nanoseconds(0),
                  .service = ended - started,
                  .warmup = intended.value_or(started) - anchor_.start < anchor_.warmup};

    transaction_->block_ = nullptr;
    if (block.pending_timers() > kMaxTimers) {
        block.keep_timers(kMaxTimers);
        error += (error.empty() ? "" : "; ") + std::string("more custom timers than 1024");
    }
    const std::string after = guarded("tear_down: ", [&] { transaction_->tear_down(); });
    if (!after.empty()) error += (error.empty() ? "" : "; ") + after;
    // A failed sample with service 0 means that run() was not called: keep the two apart even on a
    // clock too coarse to see this run.
    if (!error.empty()) sample.service = std::max(sample.service, std::chrono::nanoseconds(1));
    block.append(sample, error);
    count(finished_);
}

}  // namespace oct
