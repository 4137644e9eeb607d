// Projects on disk: creating one, building its C++ scripts, packing its turrets, loading a script.
#pragma once

#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/transaction.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace oct {

/// What the test script of a new project is written in.
enum class Language { Cpp, Python };

/// Writes a new project into `directory`.
///
/// Errors: throws ConfigError when `directory` exists, Error naming a file that cannot be written.
OCT_EXPORT void create_project(const std::filesystem::path& directory,
                               Language language = Language::Cpp);

/// Writes a new project into `directory`, with all that a template holds: a tar archive, plain or
/// compressed by gzip or zstd, of a project's content or of its folder.
///
/// Errors: as create_project and check_template; what is refused leaves nothing behind.
OCT_EXPORT void create_project_from_template(const std::filesystem::path& directory,
                                             const std::filesystem::path& archive);

/// Checks that an archive is the template of a project, without unpacking it.
///
/// Errors: throws ConfigError naming the member that is missing (config.json, templates/,
///         templates/report.html) or that may not be unpacked: a link, a device, a name with "..".
OCT_EXPORT void check_template(const std::filesystem::path& archive);

/// A file that refresh_templates wrote; both paths are relative to the project.
struct RefreshedFile {
    std::filesystem::path path;
    std::filesystem::path kept;  ///< where the file that stood there is now; empty: there was none
};

/// Puts the report's templates of this version into an existing project. Files that were changed
/// are kept under another name.
///
/// Errors: throws ConfigError when `project` has no config.json, Error naming a file.
OCT_EXPORT std::vector<RefreshedFile> refresh_templates(const std::filesystem::path& project);

/// Builds the C++ scripts of a project with its CMakeLists.txt, into `project`/build.
///
/// Returns script path as in config.json → shared object. oct_prefix is put into CMAKE_PREFIX_PATH.
/// Errors: throws ConfigError with the compiler's output when the build fails.
OCT_EXPORT std::map<std::string, std::filesystem::path> build_scripts(
    const std::filesystem::path& project, const std::filesystem::path& oct_prefix,
    LogSink& log = LogSink::none());

/// How turrets are packed.
struct PackOptions {
    std::filesystem::path project;          ///< that `script` and `extra_files` are relative to
    std::filesystem::path directory = ".";  ///< where the archives go
    std::filesystem::path oct_prefix;       ///< as for build_scripts
    LogSink* log = &LogSink::none();
};

/// An archive that pack_turrets wrote.
struct PackedTurret {
    std::string name;
    std::filesystem::path archive;
    std::vector<std::string> members;  ///< sorted; without the manifest, which lists them
    std::uint64_t bytes = 0;           ///< size of the archive
    std::string sha256;                ///< of the archive, in hexadecimal digits

    /// A JSON object with the keys turret, archive, bytes, sha256 and members.
    [[nodiscard]] OCT_EXPORT std::string to_json() const;
};

/// Writes one archive per turret of `config`, NAME.tar, for TurretPackage or `oct-turret --tar`.
///
/// A C++ script is built, and packed as shared object with the sources that rebuild it; a Python
/// script gets a setup.py with turrets_requirements; any other is packed as it is. The archives of
/// equal projects are equal byte for byte.
/// Errors: throws ConfigError naming turret and file; an archive that cannot be finished is not
///         left behind, those before it are.
OCT_EXPORT std::vector<PackedTurret> pack_turrets(const Config& config, const PackOptions& options);

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
