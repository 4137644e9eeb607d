// The text of a sample's error: what the user's code throws, and what it does too often.
#pragma once

#include <oct/sample.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace oct::turret {

/// `place` and what the exception says: never empty, at most kMaxErrorBytes, safe to show.
[[nodiscard]] std::string error_text(const char* place, const std::exception_ptr& exception);

/// Of a transaction with more than kMaxTimers.
inline constexpr std::string_view kTooManyTimers = "more custom timers than 1024";

/// Adds one more error to those of a transaction.
void add_error(std::string& errors, std::string_view more);

}  // namespace oct::turret
