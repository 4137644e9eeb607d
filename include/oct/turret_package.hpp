// A turret's archive, made by pack_turrets, unpacked for a turret to run from.
#pragma once

#include <oct/export.hpp>
#include <oct/log.hpp>

#include <filesystem>
#include <memory>
#include <stop_token>

namespace oct {

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

}  // namespace oct
