// When transactions start: the load model of a turret, beside the number of its cannons.
#pragma once

#include <oct/export.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// How the arrivals of an open load lie in time.
enum class Arrivals {
    Even,     ///< each at its place of the rate: 100/s is one every 10 ms
    Poisson,  ///< independent of each other, as users are; the plan's seed decides where they lie
};

/// What happens to a start that is behind: no cannon was free at its moment, or the setup() of the
/// one that takes it was not over. Judged at the start itself.
enum class WhenBehind {
    CatchUp,  ///< it is fired late, as soon as a cannon is free; its lag shows by how much
    /// It is not fired, and counted as skipped. A start that only the turret itself is late with
    /// (a thread woke late) is fired up to 100 ms late: its lag shows it.
    Skip,
    Capped,  ///< it is fired up to `max_lag` late, whatever the cause, beyond that skipped
};

/// How a blocking cannon waits for the moment of its start: precision against CPU
/// (docs/load-model.md). Asynchronous ones wait in the timer wheel of their loop.
enum class Idle {
    Sleep,      ///< until the moment itself
    Tick,       ///< until the next millisecond: coarse, and cheap at high rates
    SleepSpin,  ///< until shortly before, then busy until the moment
    Spin,       ///< busy all the time: takes a core for each cannon
};

/// One stage of an open load: the rate moves evenly to `rate` over `duration`; 0: it jumps there.
struct Stage {
    std::chrono::nanoseconds duration{};
    double rate = 0;  ///< arrivals per second at the end of the stage
    bool operator==(const Stage&) const = default;
};

/// Closed load (no `rate`, no `stages`): each cannon fires again when its last transaction is over,
/// at once, after `think_time`, or every `pacing`. Open load: transactions start at moments of
/// their own, whatever the target does, and the cannons are those who may be busy with them.
///
/// Rates and iterations are those of all turrets that share the configuration: each takes its part.
/// Threading:  value.
struct OCT_EXPORT Plan {
    /// Closed: end of run() → start of the next run(); tear_down() and setup() are part of it.
    std::chrono::nanoseconds think_time{0};
    std::chrono::nanoseconds pacing{0};    ///< closed: start of run() → start of the next run()
    std::chrono::nanoseconds cooldown{0};  ///< closed: the cannons leave over the end of the run
    std::optional<double> rate{};  ///< open: arrivals per second; with stages: where they begin
    std::vector<Stage> stages{};   ///< open; after the last one its rate stays
    Arrivals arrivals = Arrivals::Even;
    std::uint64_t seed = 1;         ///< of Poisson arrivals
    std::uint64_t max_cannons = 0;  ///< open: cannons of a turret; 0: its `cannons`
    WhenBehind when_behind = WhenBehind::CatchUp;
    std::chrono::nanoseconds max_lag = std::chrono::seconds(1);  ///< of WhenBehind::Capped
    std::chrono::nanoseconds warmup{0};  ///< from the start of the run: samples are marked
    std::uint64_t iterations = 0;        ///< transactions to start; 0: until the time is over
    Idle idle = Idle::Sleep;

    [[nodiscard]] bool open() const noexcept { return rate.has_value() || !stages.empty(); }
    /// True when starts have moments that they can be late for.
    [[nodiscard]] bool scheduled() const noexcept { return open() || pacing.count() != 0; }

    /// Errors: throws ConfigError beginning with the key that does not fit, or would have no
    ///         effect beside the others, and what was expected.
    void check(std::chrono::nanoseconds rampup) const;
    bool operator==(const Plan&) const = default;
};

/// As the words of config.json: "even", "catch_up", "sleep", …
[[nodiscard]] OCT_EXPORT std::string_view to_string(Arrivals arrivals) noexcept;
[[nodiscard]] OCT_EXPORT std::string_view to_string(WhenBehind policy) noexcept;
[[nodiscard]] OCT_EXPORT std::string_view to_string(Idle idle) noexcept;
/// The load model in one line: "open load, 1000/s, Poisson (seed 7), waits by sleep".
[[nodiscard]] OCT_EXPORT std::string to_string(const Plan& plan);
/// The same; `waits` says by what cannons wait for their moments.
[[nodiscard]] OCT_EXPORT std::string to_string(const Plan& plan, std::string_view waits);

}  // namespace oct
