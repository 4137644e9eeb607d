// The first transaction says which kind of battery it is.
#include "turret/battery.hpp"

#include <oct/async.hpp>
#include <oct/error.hpp>

#include "base/text.hpp"
#include "turret/loop_battery.hpp"
#include "turret/thread_battery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace oct::turret {
namespace {

std::string times_text(std::uint64_t count) {
    if (count == 1) return "Once";
    return count == 2 ? "Twice" : base::count_text(count) + " times";
}

/// Errors: throws what the constructor threw, or Error when that was no std::exception.
std::unique_ptr<TransactionBase> make_one(const TransactionFactory& factory,
                                          const TransactionConfig& config) {
    std::unique_ptr<TransactionBase> transaction;
    try {
        transaction = factory(config);
    } catch (const std::exception&) {
        throw;
    } catch (...) {
        throw Error("its constructor threw something that is no std::exception");
    }
    if (!transaction) throw Error("the factory returned no transaction");
    return transaction;
}

}  // namespace

Battery::Battery(Kind kind, const TurretConfig& config, TransactionFactory factory,
                 const Clock& clock, base::Log log)
    : kind_(kind),
      config_(config),
      transaction_config_(config.json, "turret " + config.name),
      factory_(std::move(factory)),
      pacer_(config),
      clock_(clock),
      log_(log) {}

Battery::~Battery() {
    request_stop();
    interrupt();
}

void Battery::arm(std::unique_ptr<TransactionBase> first) {
    for (std::uint32_t k = 0; k < pacer_.cannons(); ++k) {
        const auto failure = try_arm(k, std::exchange(first, nullptr));
        if (!failure) continue;
        missing_.push_back(k);
        log_.warning(*failure + "; it is tried again at the start");
    }
}

// The second and last try in a run.
void Battery::arm_missing() {
    for (const std::uint32_t k : std::exchange(missing_, {})) {
        if (const auto failure = try_arm(k, nullptr)) {
            missing_.push_back(k);
            log_.error(*failure + "; the cannon stays silent");
        } else {
            log_.info(fmt::format("turret {}: cannon {} of {} has its transaction now",
                                  config_.name, k + 1, pacer_.cannons()));
        }
    }
}

// Nothing, or why cannon `k` has no transaction. `made`: null where it is to be made.
std::optional<std::string> Battery::try_arm(std::uint32_t k,
                                            std::unique_ptr<TransactionBase> made) {
    try {
        if (!made) made = make_one(factory_, transaction_config_);
        bad_values_.watch(*made);
        add(k, std::move(made));
        return {};
    } catch (const std::exception& error) {
        return fmt::format("turret {}: cannot make the transaction of {}: {} (cannon {} of {})",
                           config_.name, config_.script.string(), error.what(), k + 1,
                           pacer_.cannons());
    }
}

void Battery::start(RunAnchor anchor, const TransactionConfig& context, bool resume) {
    carry_over(resume);
    stop_ = {};
    fulfilled_ = false;
    arm_missing();
    run_ = std::make_unique<RunSchedule>(anchor, clock_.now(), pacer_, resume, fired_before_);
    // All of them before the first one starts: where a thread cannot be had, the counts of the
    // others are those of this run, too.
    for (auto& thread : threads_) thread->prepare(context, pacer_, *run_, stop_.get_token());
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        try {
            threads_[i]->start();
        } catch (const std::system_error& error) {
            for (std::size_t rest = i; rest < threads_.size(); ++rest) threads_[rest]->withdraw();
            request_stop();
            throw Error(
                fmt::format("cannot start thread {} of {}: {}; use fewer {} or raise the "
                            "limits of threads (ulimit -u)",
                            i + 1, threads_.size(), error.code().message(), kind_.threads));
        }
    }
}

// A turret that is started again in the same run owes the time in between, too.
void Battery::carry_over(bool resume) {
    TurretWork work_before;
    if (resume && run_) {
        const SteadyTime now = clock_.now();
        work_before = work();
        work_before.planned +=
            run_->planned(pacer_, now) - run_->planned(pacer_, std::min(now, run_->ended()));
    }
    work_before_ = work_before;
    if (!resume) bad_values_.clear();
    fired_before_ = resume ? fired() : 0;
    skips_before_ = resume ? skips() : Skips{};
    time_before_ = resume ? time() : CannonTime{};
    begun_before_ = resume ? begun() : SteadyTime::max();
}

void Battery::request_stop() {
    const SteadyTime now = clock_.now();
    if (run_ && run_->ended() == SteadyTime::max()) {
        fulfilled_ = nothing_left(now);
        run_->end(now - kind_.tick);
    }
    stop_.request_stop();
    for (auto& thread : threads_) thread->wake();
}

bool Battery::nothing_left(SteadyTime now) const noexcept {
    return running() == 0 && run_ && (!run_->cut() || now >= run_->planned_end());
}

bool Battery::stopped() {
    if (std::any_of(threads_.begin(), threads_.end(),
                    [](const auto& thread) { return thread->running() != 0; }))
        return false;
    for (auto& thread : threads_) thread->join();
    return true;
}

bool Battery::interrupt() {
    bool interrupted = false;
    for (auto& thread : threads_) interrupted = thread->cancel() || interrupted;
    return interrupted;
}

void Battery::take_finished() {
    for (auto& thread : threads_)
        if (thread->running() != 0) thread->take_finished();
}

std::vector<int> Battery::threads() const {
    std::vector<int> numbers;
    numbers.reserve(threads_.size());
    for (const auto& thread : threads_) numbers.push_back(thread->number());
    return numbers;
}

template <class Count>
std::uint64_t Battery::sum(Count count) const noexcept {
    std::uint64_t all = 0;
    for (const auto& thread : threads_) all += count(*thread);
    return all;
}

std::uint64_t Battery::fired() const noexcept {
    return fired_before_ + sum([](const FiringThread& thread) { return thread.fired(); });
}

// What was due and no cannon took before the stop counts as well.
Skips Battery::skips() const noexcept {
    Skips skips = skips_before_;
    for (const auto& thread : threads_) skips += thread->skips();
    if (run_) skips.at_stop += run_->overdue(pacer_);
    return skips;
}

TurretWork Battery::work() const {
    TurretWork work = work_before_;
    work.open = pacer_.plan().open();
    if (!run_) return work;
    const SteadyTime until = std::min(clock_.now(), run_->ended());
    const SteadyTime end = run_->planned_end();
    const std::uint64_t planned = run_->planned(pacer_, until);
    const bool all = fulfilled_ || end == SteadyTime::max();
    work.total = work.planned + (all ? planned : run_->planned(pacer_, end));
    work.planned += planned;
    work.done += planned - std::min(planned, undone(until));
    work.cut = run_->beyond(pacer_);
    return work;
}

// What a busy cannon misses is the target's doing, unless there should have been more cannons.
std::uint64_t Battery::undone(SteadyTime moment) const {
    std::uint64_t undone = 0;
    if (pacer_.plan().open()) {
        const Skips all = skips();
        undone = all.turret_late - skips_before_.turret_late;
        if (!missing_.empty())
            undone += all.no_cannon - skips_before_.no_cannon + all.at_stop - skips_before_.at_stop;
    } else {
        for (const std::uint32_t k : missing_) undone += run_->planned_of(pacer_, k, moment);
    }
    return undone;
}

CannonTime Battery::time() const noexcept {
    CannonTime all = time_before_;
    const SteadyTime now = clock_.now();
    for (const auto& thread : threads_) all += thread->time(now);
    return all;
}

std::chrono::nanoseconds Battery::queued() const noexcept {
    if (!pacer_.never_pauses()) return {};
    const CannonTime all = time();
    return all.there - all.busy - all.backed_off;
}

SteadyTime Battery::begun() const noexcept {
    return run_ ? std::min(begun_before_, run_->begun()) : begun_before_;
}

std::string Battery::remarks() const {
    const CannonTime all = time();
    if (all.back_offs == 0) return {};
    const std::string why = run_->hindrances().text();
    return fmt::format("{} a cannon waited before it tried again, {} in all{}{}.",
                       times_text(all.back_offs), duration_text(all.backed_off),
                       why.empty() ? "" : ", because ", why);
}

std::uint64_t Battery::in_flight() const noexcept {
    return sum([](const FiringThread& thread) { return thread.in_flight(); });
}

std::size_t Battery::armed() const noexcept {
    return sum([](const FiringThread& thread) { return thread.cannons(); });
}

std::size_t Battery::running() const noexcept {
    return sum([](const FiringThread& thread) { return thread.running(); });
}

std::unique_ptr<Battery> make_battery(const TurretConfig& config, TransactionFactory factory,
                                      BlockQueue& queue, const Clock& clock, base::Log log) {
    std::unique_ptr<TransactionBase> first;
    try {
        first = make_one(factory, TransactionConfig(config.json, "turret " + config.name));
    } catch (const std::exception& error) {
        throw ConfigError(fmt::format("turret {}: cannot make the transaction of {}: {}",
                                      config.name, config.script.string(), error.what()));
    }
    if (dynamic_cast<AsyncTransaction*>(first.get()) != nullptr) {
        if (config.plan.idle != Idle::Sleep)
            throw ConfigError(fmt::format(
                "turret {}: idle: expected none, got \"{}\": {} is asynchronous, and its cannons "
                "wait in the timer wheel of their loop",
                config.name, to_string(config.plan.idle), config.script.string()));
        return std::make_unique<LoopBattery>(config, std::move(first), std::move(factory), queue,
                                             clock, log);
    }
    if (config.loop_threads != 0)
        log.warning(fmt::format(
            "turret {}: loop_threads has no effect: {} is blocking, each cannon has a thread",
            config.name, config.script.string()));
    return std::make_unique<ThreadBattery>(config, std::move(first), std::move(factory), queue,
                                           clock, log);
}

}  // namespace oct::turret
