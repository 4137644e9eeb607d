// Cannons in virtual time: a day of load in seconds, and the same samples every time.
#pragma once

#include <oct/cannon.hpp>
#include <oct/config.hpp>

#include "turret/block_queue.hpp"
#include "turret/cannon_thread.hpp"
#include "turret/pacer.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

namespace oct::testing {

/// Stands still unless somebody waits or works; nobody waits beyond its end.
class VirtualClock final : public Clock {
public:
    SteadyTime now() const noexcept override { return now_; }
    WallTime wall() const noexcept override { return WallTime(now_.time_since_epoch()); }
    bool wait_until(SteadyTime moment, std::stop_token) const override {
        now_ = std::max(now_, std::min(moment, end_));
        return moment < end_;
    }
    void advance(std::chrono::nanoseconds by) const { now_ += by; }
    void set(SteadyTime now) const { now_ = now; }
    void end_at(SteadyTime end) { end_ = end; }

private:
    mutable SteadyTime now_{std::chrono::seconds(1)};
    SteadyTime end_ = SteadyTime::max();
};

/// Does what the threads of blocking cannons do, one step at a time: always that of the cannon
/// that is free first, on a clock that is then set to when that is.
class VirtualRange {
public:
    /// What a transaction does: moves the clock by the time that it takes.
    using Target = std::function<void(const VirtualClock& clock)>;

    VirtualRange(const TurretConfig& config, Target target, Target setup = {})
        : pacer_(config), target_(std::move(target)), setup_(std::move(setup)) {}

    /// Fires until `run_time` is over; `visit` gets the blocks. The stop comes `stop_late` after
    /// that, as it does over a network.
    void run(std::chrono::nanoseconds run_time,
             const std::function<void(const SampleBlock&)>& visit,
             std::chrono::nanoseconds stop_late = {}) {
        const SteadyTime end = clock_.now() + run_time + stop_late;
        const RunAnchor anchor{clock_.now(), clock_.wall(), pacer_.plan().warmup, run_time};
        run_.emplace(anchor, clock_.now(), pacer_, false, 0);
        run_->end(end);
        clock_.end_at(end);
        const TransactionConfig context;
        using Turn = std::pair<SteadyTime, std::uint32_t>;
        std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns;
        for (std::uint32_t k = 0; k < pacer_.cannons(); ++k) {
            cannons_.push_back(std::make_unique<turret::CannonThread>(std::make_unique<Shot>(*this),
                                                                      k, queue_, clock_));
            cannons_[k]->prepare(context, pacer_, *run_, {});
            turns.emplace(clock_.now(), k);
        }
        while (!turns.empty()) {
            const auto [free, k] = turns.top();
            turns.pop();
            clock_.set(free);
            if (free < end && cannons_[k]->step()) turns.emplace(clock_.now(), k);
            drain(visit);
        }
        for (auto& cannon : cannons_) cannon->finish();
        drain(visit);
    }

    [[nodiscard]] std::uint64_t fired() const {
        std::uint64_t sum = 0;
        for (const auto& cannon : cannons_) sum += cannon->fired();
        return sum;
    }
    [[nodiscard]] turret::Skips skips() const {
        turret::Skips skips;
        for (const auto& cannon : cannons_) skips += cannon->skips();
        skips.at_stop += run_->overdue(pacer_);
        return skips;
    }
    /// How long the cannons were there, and busy.
    [[nodiscard]] turret::CannonTime time() const {
        turret::CannonTime all;
        for (const auto& cannon : cannons_) all += cannon->time(clock_.now());
        return all;
    }
    /// Why they waited before they tried again.
    [[nodiscard]] std::string hindrances() { return run_->hindrances().text(); }
    [[nodiscard]] const turret::Pacer& pacer() const noexcept { return pacer_; }

private:
    class Shot final : public Transaction {
    public:
        explicit Shot(const VirtualRange& range) : range_(range) {}
        void setup() override {
            if (range_.setup_) range_.setup_(range_.clock_);
        }
        void run() override { range_.target_(range_.clock_); }

    private:
        const VirtualRange& range_;
    };

    void drain(const std::function<void(const SampleBlock&)>& visit) {
        for (auto& block : queue_.take()) {
            visit(*block);
            queue_.recycle(std::move(block));
        }
    }

    VirtualClock clock_;
    turret::Pacer pacer_;
    Target target_, setup_;
    std::optional<turret::RunSchedule> run_;
    turret::BlockQueue queue_{std::size_t{1} << 30};
    std::vector<std::unique_ptr<turret::CannonThread>> cannons_;
};

}  // namespace oct::testing
