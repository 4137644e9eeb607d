// Bad values are counted under a bounded number of names: they come from outside.
#include "wire/value_rules.hpp"

namespace oct::wire {
namespace {

constexpr std::size_t kMostNames = 1000;
constexpr std::string_view kFurther = "further timers";

}  // namespace

void ValueRules::leave_out(std::string_view timer) {
    if (const auto known = bad_values_.find(timer); known != bad_values_.end())
        ++known->second;
    else
        ++bad_values_[std::string(bad_values_.size() < kMostNames ? timer : kFurther)];
}

}  // namespace oct::wire
