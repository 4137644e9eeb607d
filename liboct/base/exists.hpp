// Whether there is a file or a folder by some name, without an exception.
#pragma once

#include <filesystem>
#include <system_error>

namespace oct::base {

/// False also where nobody can tell: a folder that may not be entered, a name that is too long. Who
/// opens it next says why.
[[nodiscard]] inline bool exists(const std::filesystem::path& path) noexcept {
    std::error_code unknown;
    return std::filesystem::exists(path, unknown);
}

}  // namespace oct::base
