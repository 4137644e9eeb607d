// Projects on disk: creating one, building its C++ scripts, loading a script.
#pragma once

#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/transaction.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace oct {

/// Writes a new C++ project into `directory`.
///
/// Errors: throws ConfigError when `directory` exists, Error naming a file that cannot be written.
OCT_EXPORT void create_project(const std::filesystem::path& directory);

/// Builds the C++ scripts of a project with its CMakeLists.txt, into `project`/build.
///
/// Returns script path as in config.json → shared object. oct_prefix is put into CMAKE_PREFIX_PATH.
/// Errors: throws ConfigError with the compiler's output when the build fails.
OCT_EXPORT std::map<std::string, std::filesystem::path> build_scripts(
    const std::filesystem::path& project, const std::filesystem::path& oct_prefix,
    LogSink& log = LogSink::none());

/// The shared object of a turret's script: its key `script_object`, or a script that ends in .so;
/// both relative to the configuration's directory.
///
/// Errors: throws ConfigError saying what to do when the script is source code.
[[nodiscard]] OCT_EXPORT std::filesystem::path script_object(const TurretConfig& config);

/// Loads a script's shared object, which then stays loaded until the process ends.
///
/// Errors: throws ConfigError naming the file and why: not a script, another liboct, a symbol.
OCT_EXPORT TransactionFactory load_script(const std::filesystem::path& shared_object);

}  // namespace oct
