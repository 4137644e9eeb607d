// Bad values are counted under a bounded number of names: they come from outside.
#include "wire/value_rules.hpp"

namespace oct::wire {
namespace {

constexpr std::size_t kMostNames = 1000;

}  // namespace

void add(LeftOut& values, std::string_view timer, std::uint64_t count) {
    if (const auto known = values.find(timer); known != values.end())
        known->second += count;
    else
        values[std::string(values.size() < kMostNames ? timer : kFurtherTimers)] += count;
}

void ValueRules::leave_out(std::string_view timer) {
    add(left_out_, timer, 1);
}

void ValueRules::count_left_out() {
    for (const auto& [timer, count] : left_out_) add(bad_values_, timer, count);
    left_out_.clear();
}

}  // namespace oct::wire
