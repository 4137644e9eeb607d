// What does not fit together in a plan, and the words for what does.
#include <oct/error.hpp>
#include <oct/plan.hpp>

#include "base/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct {
namespace {

void expect(bool met, std::string_view key, std::string_view expected) {
    if (!met) throw ConfigError(fmt::format("{}: expected {}", key, expected));
}

void check_values(const Plan& plan) {
    for (const auto& [key, time] : {std::pair("think_time", plan.think_time),
                                    {"pacing", plan.pacing},
                                    {"warmup", plan.warmup},
                                    {"cooldown", plan.cooldown},
                                    {"max_lag", plan.max_lag}})
        base::require(key, base::kPause, time);
    base::require_known("arrivals", plan.arrivals, Arrivals::Poisson);
    base::require_known("when_behind", plan.when_behind, WhenBehind::Capped);
    base::require_known("idle", plan.idle, Idle::Spin);
    if (plan.rate) base::require("rate", base::kRate, *plan.rate);
    if (plan.max_cannons != 0) base::require("max_cannons", base::kCannons, plan.max_cannons);
    if (plan.iterations != 0) base::require("iterations", base::kIterations, plan.iterations);
}

void check_stages(const std::vector<Stage>& stages) {
    std::chrono::nanoseconds all{};
    for (std::size_t i = 0; i < stages.size(); ++i) {
        base::check_at(fmt::format("stages[{}].", i), [&] {
            base::require("duration", base::kPause, stages[i].duration);
            base::require("rate", base::kRate, stages[i].rate);
        });
        all += stages[i].duration;
        expect(all <= base::kPause.highest, "stages", "a year in all at most");
    }
}

// A rate that the next stage leaves at once is none.
bool has_arrivals(const Plan& plan) {
    double at = plan.rate.value_or(0);
    for (const Stage& stage : plan.stages) {
        if (stage.duration.count() > 0 && (at > 0 || stage.rate > 0)) return true;
        at = stage.rate;
    }
    return at > 0;
}

std::string seconds_text(std::chrono::nanoseconds time) {
    return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

std::string open_text(const Plan& plan) {
    std::string text = "open load";
    if (plan.rate) text += fmt::format(", {:g}/s", *plan.rate);
    for (const Stage& stage : plan.stages)
        text += stage.duration.count() == 0
                    ? fmt::format(", then {:g}/s", stage.rate)
                    : fmt::format(", to {:g}/s in {}", stage.rate, seconds_text(stage.duration));
    if (plan.arrivals == Arrivals::Poisson) text += fmt::format(", Poisson (seed {})", plan.seed);
    return text;
}

}  // namespace

void Plan::check(std::chrono::nanoseconds rampup) const {
    constexpr auto kClosedOnly = "none beside rate or stages: an open load does not wait for it";
    constexpr auto kOpenOnly = "rate or stages beside it: it is for open load";
    check_values(*this);
    check_stages(stages);
    expect(!rate || *rate > 0 || !stages.empty(), "rate", "more than 0, or stages that raise it");
    if (open()) {
        expect(rampup.count() == 0, "rampup",
               "none beside rate or stages: write the ramp of an open load as stages, "
               R"({"duration": 30, "rate": 100})");
        expect(cooldown.count() == 0, "cooldown",
               "none beside rate or stages: end an open load with a stage whose rate is 0");
        expect(think_time.count() == 0, "think_time", kClosedOnly);
        expect(pacing.count() == 0, "pacing", kClosedOnly);
        expect(has_arrivals(*this), "stages", "a rate above 0 for some time");
    } else {
        expect(max_cannons == 0, "max_cannons", kOpenOnly);
        expect(arrivals == Arrivals::Even, "arrivals", kOpenOnly);
        expect(think_time.count() == 0 || pacing.count() == 0, "pacing",
               "none beside think_time: the one counts from the end, the other from the start");
        expect(when_behind == WhenBehind::CatchUp || scheduled(), "when_behind",
               "rate, stages or pacing beside it: nothing else can fall behind");
        expect(idle == Idle::Sleep || scheduled() || think_time.count() != 0, "idle",
               "rate, stages, pacing or think_time beside it: nothing else waits");
    }
    const Plan unset;
    expect(seed == unset.seed || arrivals == Arrivals::Poisson, "seed",
           R"(arrivals "poisson" beside it: other arrivals have no seed)");
    expect(max_lag == unset.max_lag || when_behind == WhenBehind::Capped, "max_lag",
           R"(when_behind "capped" beside it: it is the cap)");
}

std::string_view to_string(Arrivals arrivals) noexcept {
    return arrivals == Arrivals::Even ? "even" : "poisson";
}

std::string_view to_string(WhenBehind policy) noexcept {
    switch (policy) {
        case WhenBehind::CatchUp:
            return "catch_up";
        case WhenBehind::Skip:
            return "skip";
        case WhenBehind::Capped:
            return "capped";
    }
    return "?";
}

std::string_view to_string(Idle idle) noexcept {
    switch (idle) {
        case Idle::Sleep:
            return "sleep";
        case Idle::Tick:
            return "tick";
        case Idle::SleepSpin:
            return "sleep_spin";
        case Idle::Spin:
            return "spin";
    }
    return "?";
}

std::string to_string(const Plan& plan) {
    return to_string(plan, to_string(plan.idle));
}

std::string to_string(const Plan& plan, std::string_view waits) {
    std::string text = plan.open() ? open_text(plan) : "closed load";
    if (plan.think_time.count() != 0) text += ", think time " + seconds_text(plan.think_time);
    if (plan.pacing.count() != 0) text += ", pacing " + seconds_text(plan.pacing);
    if (plan.when_behind == WhenBehind::Skip) text += ", skips when behind";
    if (plan.when_behind == WhenBehind::Capped)
        text += ", skips when more than " + seconds_text(plan.max_lag) + " behind";
    if (plan.iterations != 0) text += fmt::format(", {} iterations", plan.iterations);
    if (plan.warmup.count() != 0) text += ", warm-up " + seconds_text(plan.warmup);
    if (plan.cooldown.count() != 0) text += ", cool-down " + seconds_text(plan.cooldown);
    if (plan.scheduled()) text += fmt::format(", waits by {}", waits);
    return text;
}

}  // namespace oct
