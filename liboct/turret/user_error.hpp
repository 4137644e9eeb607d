// The text of a sample's error where several things went wrong in one transaction.
#pragma once

#include <string>
#include <string_view>

namespace oct::turret {

/// Of a transaction with more than kMaxTimers.
inline constexpr std::string_view kTooManyTimers = "more custom timers than 1024";

/// Adds one more error to those of a transaction.
inline void add_error(std::string& errors, std::string_view more) {
    if (!errors.empty()) errors += "; ";
    errors += more;
}

}  // namespace oct::turret
