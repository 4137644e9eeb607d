// Names inside archives: which of them may become a file.
#pragma once

#include <string_view>

namespace oct::project {

/// Why a member of an archive must not have this name; empty when it leads to a place below the
/// folder that it is unpacked into, whatever stands there, and can be shown as it is.
[[nodiscard]] std::string_view name_fault(std::string_view name);

}  // namespace oct::project
