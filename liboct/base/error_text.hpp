// What somebody else's code has thrown, in words.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace oct::base {

/// `place` and what the exception says: never empty, at most kMaxErrorBytes, safe to show.
[[nodiscard]] std::string error_text(std::string_view place, const std::exception_ptr& exception);

}  // namespace oct::base
