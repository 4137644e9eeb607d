// Whole small text files: configurations, build outcomes, the files of a new project.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace oct::base {

/// The content of a file of at most 16 MiB.
///
/// Errors: throws ConfigError naming the file; `remedy` follows when it does not exist.
[[nodiscard]] std::string read_text_file(const std::filesystem::path& file,
                                         std::string_view remedy);

/// Creates or replaces a file, and the folders that it lies in.
///
/// Errors: throws Error naming the file and what the system said; half of a file does not stay.
void write_text_file(const std::filesystem::path& file, std::string_view content);

}  // namespace oct::base
