// Words become enumerators by the text that these have anyway, so that the two cannot part.
#include "project/config/plan_reader.hpp"

#include "project/config/object_reader.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

namespace oct::project {
namespace {

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
            {stage.seconds("duration", base::kPause).value(), stage.rate("rate").value()});
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

Plan read_plan(const ObjectReader& turret) {
    Plan plan;
    plan.think_time = turret.seconds("think_time", base::kPause).value_or(plan.think_time);
    plan.pacing = turret.seconds("pacing", base::kPause).value_or(plan.pacing);
    plan.rate = turret.rate("rate");
    plan.stages = read_stages(turret);
    plan.arrivals = read_word(turret, "arrivals", {Arrivals::Even, Arrivals::Poisson});
    plan.seed = turret.integer("seed", base::kSeed).value_or(plan.seed);
    plan.max_cannons = turret.integer("max_cannons", base::kCannons).value_or(plan.max_cannons);
    plan.when_behind = read_word(turret, "when_behind",
                                 {WhenBehind::CatchUp, WhenBehind::Skip, WhenBehind::Capped});
    plan.max_lag = turret.seconds("max_lag", base::kPause).value_or(plan.max_lag);
    plan.warmup = turret.seconds("warmup", base::kPause).value_or(plan.warmup);
    plan.cooldown = turret.seconds("cooldown", base::kPause).value_or(plan.cooldown);
    plan.iterations = turret.integer("iterations", base::kIterations).value_or(plan.iterations);
    plan.idle = read_word(turret, "idle", {Idle::Sleep, Idle::Tick, Idle::SleepSpin, Idle::Spin});
    return plan;
}

}  // namespace oct::project
