// Cannon k belongs to lane k mod the number of lanes, so that a ramp loads all of them alike.
#include "turret/loop_battery.hpp"

#include <oct/error.hpp>

#include "async/timer_wheel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <thread>
#include <utility>

namespace oct::turret {
namespace {

std::uint32_t lanes_of(const TurretConfig& config, std::uint32_t cannons) {
    const std::uint32_t wanted = config.loop_threads != 0
                                     ? config.loop_threads
                                     : std::max(1U, std::thread::hardware_concurrency());
    return std::min(wanted, cannons);
}

}  // namespace

LoopBattery::LoopBattery(const TurretConfig& config, std::unique_ptr<TransactionBase> first,
                         TransactionFactory factory, BlockQueue& queue, const Clock& clock,
                         base::Log log)
    : config_(config),
      transaction_config_(config.json, "turret " + config.name),
      factory_(std::move(factory)),
      clock_(clock),
      log_(log),
      pacer_(config) {
    for (std::uint32_t i = 0; i < lanes_of(config, pacer_.cannons()); ++i)
        lanes_.push_back(std::make_unique<Lane>(queue, clock));
    for (std::uint32_t k = 0; k < pacer_.cannons(); ++k)
        if (!arm(k, k == 0 ? std::move(first) : nullptr)) missing_.push_back(k);
}

LoopBattery::~LoopBattery() {
    LoopBattery::request_stop();
    LoopBattery::interrupt();
}

// False when there is no transaction for cannon `k`: the log says why.
bool LoopBattery::arm(std::uint32_t k, std::unique_ptr<TransactionBase> transaction) {
    try {
        if (!transaction) transaction = make_one(factory_, transaction_config_);
        auto* async = dynamic_cast<AsyncTransaction*>(transaction.get());
        if (async == nullptr) throw Error("it is a blocking transaction, but the first one is not");
        (void)transaction.release();
        lanes_[k % lanes_.size()]->add(std::unique_ptr<AsyncTransaction>(async), k);
        return true;
    } catch (const std::exception& error) {
        log_.error(fmt::format("turret {}: cannot make the transaction of {}: {} (cannon {} of {})",
                               config_.name, config_.script, error.what(), k + 1,
                               pacer_.cannons()));
        return false;
    }
}

void LoopBattery::start(RunAnchor anchor, const TransactionConfig& context, bool resume) {
    fired_before_ = resume ? fired() : 0;
    skips_before_ = resume ? skips() : Skips{};
    stop_ = {};
    for (const std::uint32_t k : std::exchange(missing_, {}))
        if (!arm(k, nullptr)) missing_.push_back(k);
    volley_ = std::make_unique<Volley>(anchor, clock_.now(), pacer_, resume, fired_before_);
    try {
        for (auto& lane : lanes_) {
            lane->prepare(context, pacer_, *volley_, stop_.get_token());
            lane->start();
        }
    } catch (const std::system_error& error) {
        request_stop();
        throw Error(
            fmt::format("cannot start a loop thread: {}; use fewer loop_threads or raise "
                        "the limits of threads (ulimit -u)",
                        error.code().message()));
    }
}

// A tick of the wheel is no delay: what is due in the last one is not overdue.
void LoopBattery::request_stop() {
    if (volley_ && volley_->stop == Volley::kNoStop)
        volley_->stop = (clock_.now() - async::TimerWheel::kTick).time_since_epoch().count();
    stop_.request_stop();
    for (auto& lane : lanes_) lane->wake();
}

bool LoopBattery::stopped() {
    if (running() != 0) return false;
    for (auto& lane : lanes_) lane->join();
    return true;
}

bool LoopBattery::interrupt() {
    for (auto& lane : lanes_) lane->cancel();
    return true;
}

template <class Count>
std::uint64_t LoopBattery::sum(Count count) const noexcept {
    std::uint64_t all = 0;
    for (const auto& lane : lanes_) all += count(*lane);
    return all;
}

std::uint64_t LoopBattery::fired() const noexcept {
    return fired_before_ + sum([](const Lane& lane) { return lane.fired(); });
}

Skips LoopBattery::skips() const noexcept {
    Skips skips = skips_before_;
    for (const auto& lane : lanes_) skips += lane->skips();
    if (volley_ && pacer_.plan().open()) skips.at_stop += volley_->overdue_at_stop(pacer_);
    return skips;
}

std::uint64_t LoopBattery::in_flight() const noexcept {
    return sum([](const Lane& lane) { return lane.in_flight(); });
}

std::size_t LoopBattery::armed() const noexcept {
    return sum([](const Lane& lane) { return lane.cannons(); });
}

std::size_t LoopBattery::running() const noexcept {
    return sum([](const Lane& lane) { return lane.running(); });
}

}  // namespace oct::turret
