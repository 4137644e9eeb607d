// The value rules, for JSON and for batches: a bad value is left out, and costs no other.
#pragma once

#include <oct/sample.hpp>

#include "base/text.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace oct::wire {

/// The times of a result as they came; nothing: it was none that fits std::chrono::nanoseconds.
struct ResultTimes {
    using Time = std::optional<std::chrono::nanoseconds>;
    Time elapsed, epoch, service;
    Time lag{std::chrono::nanoseconds(0)};  ///< version 1 does not send it
};

/// How many values of custom timers were left out, by the name of the timer.
using LeftOut = std::map<std::string, std::uint64_t, std::less<>>;
/// Of too many timers the rest has this name.
using base::kFurtherTimers;
void add(LeftOut& values, std::string_view timer, std::uint64_t count);

/// Puts results into a block. A custom timer's value that is no time, has no name, or comes after
/// kMaxTimers others is left out and counted; a result is left out when one of its times is none.
///
/// Threading:  confined. Inline, because a call for each value shows in the cost of a result.
class ValueRules {
public:
    /// A custom timer of the result that is next.
    void timer(SampleBlock& block, NameId name, ResultTimes::Time value) {
        if (value && name != 0 && block.pending_timers() < kMaxTimers)
            block.add_timer(name, *value);
        else
            leave_out(block.name(name));
    }
    /// Appends the result, whose `sample` lacks its times only. False: it is left out.
    bool append(SampleBlock& block, const ResultTimes& times, Sample sample,
                std::string_view error) {
        if (!times.elapsed || !times.epoch || !times.service || !times.lag) {
            discard(block);
            return false;
        }
        sample.elapsed = *times.elapsed;
        sample.epoch = WallTime(*times.epoch);
        sample.service = *times.service;
        sample.lag = *times.lag;
        block.append(sample, error);
        if (!left_out_.empty()) count_left_out();
        return true;
    }
    /// Instead of append(): the result is not taken, and what was left out of it does not count.
    void discard(SampleBlock& block) noexcept {
        block.discard_timers();
        left_out_.clear();
    }

    /// Of all results that were appended.
    [[nodiscard]] const LeftOut& bad_values() const noexcept { return bad_values_; }

private:
    void leave_out(std::string_view timer);
    void count_left_out();

    LeftOut bad_values_;
    LeftOut left_out_;  // of the result that is next
};

}  // namespace oct::wire
