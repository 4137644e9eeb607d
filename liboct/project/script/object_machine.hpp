// What a shared object runs on, before the loader is asked: it says "No such file" about others.
#pragma once

#include <filesystem>
#include <string>

namespace oct::project {

/// "64-bit x86-64", from the header of an ELF file; empty for any other file.
[[nodiscard]] std::string machine_of(const std::filesystem::path& file);

/// "was built for 64-bit AArch64, this program is 64-bit x86-64"; empty when the two are the same,
/// or when one of them cannot be told.
[[nodiscard]] std::string machine_fault(const std::filesystem::path& shared_object);

}  // namespace oct::project
