// Times as they are written in config.json: in seconds.
#include "base/plan_fit.hpp"

#include <fmt/format.h>

#include <cmath>

namespace oct::base {
namespace {

using std::chrono::nanoseconds;

double seconds(nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

// Cannon k of n starts at k · rampup / n, before the end.
std::uint64_t never_start(std::uint64_t cannons, nanoseconds rampup, nanoseconds run_time) {
    return cannons -
           static_cast<std::uint64_t>(std::ceil(
               seconds(run_time) * static_cast<double>(cannons) / seconds(rampup) - 1e-9));
}

}  // namespace

std::vector<std::string> cut_by(nanoseconds run_time, const Plan& plan, std::uint64_t cannons,
                                nanoseconds rampup) {
    std::vector<std::string> cut;
    if (rampup > run_time)
        cut.push_back(fmt::format(
            "rampup: {:g} s is longer than run_time {:g} s: {} of {} cannons will never start",
            seconds(rampup), seconds(run_time), never_start(cannons, rampup, run_time), cannons));
    nanoseconds stages{};
    for (const Stage& stage : plan.stages) stages += stage.duration;
    if (stages > run_time)
        cut.push_back(fmt::format(
            "stages: {:g} s are longer than run_time {:g} s: what lies behind it is cut off",
            seconds(stages), seconds(run_time)));
    return cut;
}

}  // namespace oct::base
