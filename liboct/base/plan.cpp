// What does not fit together in a plan, and the words for what does.
#include <oct/error.hpp>
#include <oct/plan.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace oct {
namespace {

constexpr double kHighestRate = 1e9;

void expect(bool met, std::string_view key, std::string_view expected) {
    if (!met) throw ConfigError(fmt::format("{}: expected {}", key, expected));
}

bool is_rate(double rate) {
    return std::isfinite(rate) && rate >= 0 && rate <= kHighestRate;
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
    for (const auto& [key, time] : {std::pair("think_time", think_time),
                                    {"pacing", pacing},
                                    {"warmup", warmup},
                                    {"cooldown", cooldown},
                                    {"max_lag", max_lag}})
        expect(time.count() >= 0, key, "0 or more");
    expect(!rate || is_rate(*rate), "rate", "arrivals per second from 0 to 1000000000");
    expect(!rate || *rate > 0 || !stages.empty(), "rate", "more than 0, or stages that raise it");
    for (const Stage& stage : stages) {
        expect(stage.duration.count() >= 0, "stages", "durations of 0 or more");
        expect(is_rate(stage.rate), "stages", "rates from 0 to 1000000000 arrivals per second");
    }
    if (open()) {
        expect(rampup.count() == 0, "rampup",
               "none beside rate or stages: write the ramp of an open load as stages, "
               R"({"duration": 30, "rate": 100})");
        expect(cooldown.count() == 0, "cooldown",
               "none beside rate or stages: end an open load with a stage whose rate is 0");
        expect(think_time.count() == 0, "think_time", kClosedOnly);
        expect(pacing.count() == 0, "pacing", kClosedOnly);
        expect((rate && *rate > 0) || std::any_of(stages.begin(), stages.end(),
                                                  [](const Stage& s) { return s.rate > 0; }),
               "stages", "a rate above 0 in one of them, or as rate beside them");
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
