// What the user's code throws, as the text of a sample's error.
#pragma once

#include <exception>
#include <string>

namespace oct::turret {

/// `place` and what the exception says: never empty, at most kMaxErrorBytes, safe to show.
[[nodiscard]] std::string error_text(const char* place, const std::exception_ptr& exception);

}  // namespace oct::turret
