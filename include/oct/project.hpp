// Projects on disk: creating, building, packing, unpacking and running one.
#pragma once

#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/hq.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>
#include <oct/transaction.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
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
    std::filesystem::path
        kept{};  ///< where the file that stood there is now; empty: there was none
};

/// Puts the report's templates of this version into an existing project. Files that were changed
/// are kept under another name.
///
/// Errors: throws ConfigError when `project` has no config.json, Error naming a file.
OCT_EXPORT std::vector<RefreshedFile> refresh_templates(const std::filesystem::path& project);

/// A C++ script of a project, and the shared object that was built of it.
struct BuiltScript {
    std::filesystem::path script;  ///< as in config.json
    std::filesystem::path object;  ///< absolute
};

/// Builds the C++ scripts of a project with its CMakeLists.txt, into `project`/build. Where nothing
/// can be written there, they are taken as they were built before.
///
/// oct_prefix is put into CMAKE_PREFIX_PATH.
/// Errors: throws ConfigError with the compiler's output when the build fails.
OCT_EXPORT std::vector<BuiltScript> build_scripts(const std::filesystem::path& project,
                                                  const std::filesystem::path& oct_prefix,
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

/// The archive's content in a private temporary folder, which is removed at the end.
///
/// Only regular files and folders are unpacked, each of which the archive's manifest lists with
/// its SHA-256; whatever else the archive holds, nothing is written outside the folder. The digests
/// show damage, not intent: whoever can replace the archive can replace its manifest.
///
/// A requested `stop` ends unpacking and rebuild() soon, by an Error, with all that they started.
///
/// Errors:     the constructor throws ConfigError naming archive and member, and leaves nothing.
/// Threading:  confined, but for remove().
class OCT_EXPORT TurretPackage {
public:
    explicit TurretPackage(const std::filesystem::path& archive, std::stop_token stop = {});
    ~TurretPackage();
    TurretPackage(const TurretPackage&) = delete;
    TurretPackage& operator=(const TurretPackage&) = delete;

    /// Where the members are: `script`, `extra_files` and the turret's config.json.
    [[nodiscard]] const std::filesystem::path& folder() const noexcept;
    /// The turret configuration file, for TurretConfig::load.
    [[nodiscard]] std::filesystem::path config_file() const;

    /// The packed shared object.
    ///
    /// Errors: throws ConfigError saying what to do when there is none, or one that was built for
    ///         another script interface or another kind of machine.
    [[nodiscard]] std::filesystem::path shared_object() const;
    /// A shared object built here from the packed sources. oct_prefix is put into
    /// CMAKE_PREFIX_PATH.
    ///
    /// Errors: throws ConfigError naming the tool that is missing, or with the compiler's output.
    [[nodiscard]] std::filesystem::path rebuild(const std::filesystem::path& oct_prefix,
                                                LogSink& log = LogSink::none()) const;

    /// Removes the folder now, for a program that is about to call _exit; from any thread.
    void remove() const noexcept;

private:
    struct OCT_NO_EXPORT Parts;
    std::unique_ptr<Parts> parts_;
};

/// What `oct run` can be told.
struct RunOptions {
    std::filesystem::path project{};         ///< the project's folder
    std::filesystem::path results_dir{};     ///< empty: results/results_TIME in the project
    bool report = true;                      ///< false: store only (--no-results)
    bool local = false;                      ///< start the project's turrets on this machine
    std::filesystem::path turret_program{};  ///< oct-turret, for local
    std::filesystem::path oct_prefix{};      ///< where the scripts' CMake finds octConfig.cmake
    std::string publisher_channel{};
    std::string forwarder{};    ///< "host:port" of a forwarder that takes the commands; not local
    bool kill_turrets = false;  ///< tell the turrets to shut down when the run is over
    std::function<std::string()> stopped_by{};  ///< as in HQOptions
    std::vector<RunObserver*> observers{};
    LogSink* log = &LogSink::none();
};

/// Runs a project: HQ, store, report and, with options.local, its turrets as child processes.
///
/// Errors:     throws ConfigError, TransportError, StoreError; nothing is left behind then but a
///             results folder that already holds results.
/// Threading:  confined to the caller; `stop` ends the run early, the report is still written.
OCT_EXPORT Summary run_project(const Config& config, const RunOptions& options,
                               std::stop_token stop = {});

}  // namespace oct
