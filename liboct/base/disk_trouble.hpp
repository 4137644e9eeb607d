// What a person can do when a disk does not take what is written.
#pragma once

#include <filesystem>
#include <string>

namespace oct::base {

/// What the system said, and the remedy: "No space left on device: make room on the disk of DIR".
///
/// `error`: an errno of writing `file`.
[[nodiscard]] std::string disk_trouble(int error, const std::filesystem::path& file);

}  // namespace oct::base
