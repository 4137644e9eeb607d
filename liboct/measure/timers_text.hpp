// Reads the text of `custom_timers`: {"name":0.016,"other":[0.1,0.2]}.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace oct::measure {

/// A timer of one row; the name is valid until the next parse().
struct TimerText {
    std::string_view name;
    std::chrono::nanoseconds value{};
};

/// Parser with buffers of its own, so that a row costs no allocation.
///
/// The usual form is read directly; anything else that is JSON, like escapes, by RapidJSON.
/// Threading:  value.
class TimersText {
public:
    /// False when the text is no JSON object of numbers; timers() then holds what could be read.
    /// Values that no duration can have are left out, and make it false too.
    bool parse(std::string_view text);

    [[nodiscard]] const std::vector<TimerText>& timers() const noexcept { return timers_; }

private:
    bool parse_plain(std::string_view text);
    bool parse_json(std::string_view text);

    std::vector<TimerText> timers_;
    std::vector<std::string> names_;  // of a row that RapidJSON read
};

}  // namespace oct::measure
