// When a cannon starts its transactions, whatever kind of thread it fires on.
#pragma once

#include <oct/clock.hpp>

#include "turret/back_off.hpp"
#include "turret/start_judge.hpp"
#include "turret/thread_schedule.hpp"

#include <cstdint>
#include <optional>

namespace oct::turret {

/// One cannon's place in the schedule of its thread. It answers what to start next; who asks waits
/// and fires.
///
/// There may be a million of them: what cannons share is handed to each call.
/// Threading:  value, confined to the cannon's thread.
class CannonSchedule {
public:
    /// When a transaction is to start.
    struct Start {
        enum class When : std::uint8_t { Never, AtOnce, AtMoment };
        When when = When::Never;
        SteadyTime moment{};

        explicit operator bool() const noexcept { return when != When::Never; }
        [[nodiscard]] bool at_moment() const noexcept { return when == When::AtMoment; }
    };

    /// Of the turret's cannon `k`.
    explicit CannonSchedule(std::uint32_t k) noexcept : k_(k) {}

    [[nodiscard]] std::uint32_t number() const noexcept { return k_; }
    /// When the cannon's first start can be due; valid until that is taken.
    [[nodiscard]] SteadyTime first() const noexcept { return due_; }

    /// The cannon begins a run, now.
    void begin(const ThreadSchedule& shared, SteadyTime now) noexcept;
    /// Takes the next start, ahead of time. `freed`: end of the last run(). Never: there is no
    /// further start in this run. After a think time the moment is the earliest possible one: a
    /// setup() that takes longer moves it to its end.
    Start next(ThreadSchedule& shared, SteadyTime freed);
    /// Where starts are judged: the cannon was ready at `ready` and could fire that of `moment`
    /// now. The same or another moment that has passed: it fires that one. A later one: it waits
    /// and asks again. Nothing: no start is left.
    std::optional<SteadyTime> judge(ThreadSchedule& shared, SteadyTime moment, SteadyTime ready,
                                    SteadyTime now);
    /// How it waits where it fails at once, in this run.
    [[nodiscard]] BackOff& back_off() noexcept { return back_off_; }
    /// The cannon takes no more: counts the starts of a paced one that were due before the end of
    /// the run.
    void end(ThreadSchedule& shared) const noexcept;

private:
    std::optional<SteadyTime> next_moment(ThreadSchedule& shared);
    std::uint64_t pass_over(const ThreadSchedule& shared, SteadyTime end) noexcept;
    [[nodiscard]] std::uint64_t paced_before(const ThreadSchedule& shared,
                                             SteadyTime end) const noexcept;

    SteadyTime due_{};  // paced: the next start; otherwise the first one
    StartJudge judge_;
    std::uint32_t k_;
    bool started_ = false;
    BackOff back_off_;
};

}  // namespace oct::turret
