// The language of a script, by its name: only C++ is ours to build, load and start.
#pragma once

#include <filesystem>
#include <string>

namespace oct::project {

/// Whether a script is source code in C++.
[[nodiscard]] bool is_cpp_script(const std::filesystem::path& script);

/// "is Python", "is no C++ script": of one that oct-turret cannot run; empty: it is C++ or a shared
/// object.
[[nodiscard]] std::string foreign_script(const std::filesystem::path& script);

/// How a turret with such a script is started; `arguments`: those that say which turret.
[[nodiscard]] std::string start_by_hand(const std::filesystem::path& script,
                                        const std::string& arguments);

}  // namespace oct::project
