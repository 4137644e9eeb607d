// Bad values are counted under a bounded number of names: they come from outside.
#include "wire/value_rules.hpp"

namespace oct::wire {
namespace {

constexpr std::size_t kMostNames = 1000;
constexpr std::string_view kFurther = "further timers";

}  // namespace

void ValueRules::timer(SampleBlock& block, NameId name, ResultTimes::Time value) {
    if (value && name != 0 && block.pending_timers() < kMaxTimers)
        block.add_timer(name, *value);
    else
        leave_out(block.name(name));
}

bool ValueRules::append(SampleBlock& block, const ResultTimes& times, Sample sample,
                        std::string_view error) {
    if (!times.elapsed || !times.epoch || !times.service || !times.lag) {
        block.discard_timers();
        return false;
    }
    sample.elapsed = *times.elapsed;
    sample.epoch = WallTime(*times.epoch);
    sample.service = *times.service;
    sample.lag = *times.lag;
    block.append(sample, error);
    return true;
}

void ValueRules::leave_out(std::string_view timer) {
    if (const auto known = bad_values_.find(timer); known != bad_values_.end())
        ++known->second;
    else
        ++bad_values_[std::string(bad_values_.size() < kMostNames ? timer : kFurther)];
}

}  // namespace oct::wire
