// Words become enumerators by the text that these have anyway, so that the two cannot part.
#include "project/config/plan_reader.hpp"

#include <oct/error.hpp>

#include "project/config/object_reader.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <limits>

namespace oct::project {
namespace {

using Zero = ObjectReader::Zero;

template <class Enum>
Enum read_word(const ObjectReader& turret, std::string_view key, std::initializer_list<Enum> all) {
    const auto word = turret.text(key);
    if (!word) return *all.begin();
    std::string expected;
    for (const Enum value : all) {
        if (to_string(value) == *word) return value;
        expected += fmt::format("{}\"{}\"", expected.empty() ? "" : " or ", to_string(value));
    }
    turret.fail(key, expected, *turret.find(key));
}

std::vector<Stage> read_stages(const ObjectReader& turret) {
    const auto* list = turret.find("stages");
    if (list == nullptr) return {};
    constexpr auto kExpected = R"(a list of stages like {"duration": 30, "rate": 100})";
    if (!list->IsArray() || list->Empty()) turret.fail("stages", kExpected, *list);
    std::vector<Stage> stages;
    for (const auto& value : list->GetArray()) {
        const ObjectReader stage(value, turret.file(),
                                 fmt::format("{}[{}]", turret.path_of("stages"), stages.size()));
        stage.require({"duration", "rate"});
        stages.push_back(
            {stage.seconds("duration", Zero::Accepted).value(), stage.rate("rate").value()});
    }
    return stages;
}

}  // namespace

const std::vector<std::string_view>& plan_keys() {
    static const std::vector<std::string_view> keys{
        "think_time",  "pacing",  "rate",   "stages",   "arrivals",   "seed", "max_cannons",
        "when_behind", "max_lag", "warmup", "cooldown", "iterations", "idle"};
    return keys;
}

Plan read_plan(const ObjectReader& turret, std::chrono::nanoseconds rampup) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t kMostCannons = 1'000'000;
    Plan plan;
    plan.think_time = turret.seconds("think_time", Zero::Accepted).value_or(plan.think_time);
    plan.pacing = turret.seconds("pacing", Zero::Accepted).value_or(plan.pacing);
    plan.rate = turret.rate("rate");
    plan.stages = read_stages(turret);
    plan.arrivals = read_word(turret, "arrivals", {Arrivals::Even, Arrivals::Poisson});
    plan.seed = static_cast<std::uint64_t>(turret.integer("seed", 0, kMost).value_or(1));
    plan.max_cannons =
        static_cast<std::uint32_t>(turret.integer("max_cannons", 1, kMostCannons).value_or(0));
    plan.when_behind = read_word(turret, "when_behind",
                                 {WhenBehind::CatchUp, WhenBehind::Skip, WhenBehind::Capped});
    plan.max_lag = turret.seconds("max_lag", Zero::Accepted).value_or(plan.max_lag);
    plan.warmup = turret.seconds("warmup", Zero::Accepted).value_or(plan.warmup);
    plan.cooldown = turret.seconds("cooldown", Zero::Accepted).value_or(plan.cooldown);
    plan.iterations =
        static_cast<std::uint64_t>(turret.integer("iterations", 1, kMost).value_or(0));
    plan.idle = read_word(turret, "idle", {Idle::Sleep, Idle::Tick, Idle::SleepSpin, Idle::Spin});
    try {
        plan.check(rampup);
    } catch (const ConfigError& error) {
        throw ConfigError(turret.prefix() + error.what());
    }
    return plan;
}

}  // namespace oct::project
