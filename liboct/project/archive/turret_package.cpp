// TurretPackage: one pass over the archive, its manifest first, every member checked against it.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/transaction.hpp>
#include <oct/version.hpp>

#include "base/private_folder.hpp"
#include "project/archive/archive_reader.hpp"
#include "project/archive/manifest.hpp"
#include "project/archive/unpack.hpp"
#include "project/config/script_language.hpp"
#include "project/process/find_program.hpp"
#include "project/script/built_script.hpp"
#include "project/script/object_machine.hpp"
#include "project/script/script_build.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

namespace oct {
namespace {

namespace fs = std::filesystem;

project::Manifest read_manifest(project::ArchiveReader& archive, const fs::path& file) {
    if (!archive.next() || archive.name() != project::Manifest::kName || archive.is_folder())
        throw ConfigError(
            fmt::format("{}: does not begin with {}: expected an archive made by oct pack-turrets",
                        file.string(), project::Manifest::kName));
    std::string text;
    for (auto piece = archive.read(); !piece.empty(); piece = archive.read()) {
        if (text.size() + piece.size() > project::Manifest::kMaxBytes)
            archive.refuse("is larger than 4 MiB");
        text += piece;
    }
    return project::Manifest::parse(text,
                                    fmt::format("{}: {}", file.string(), project::Manifest::kName));
}

void unpack_listed(project::ArchiveReader& archive, const project::Manifest& manifest,
                   const fs::path& folder, const fs::path& file) {
    std::size_t unpacked = 0;
    for (; archive.next(); ++unpacked) {
        const auto listed = manifest.members.find(archive.name());
        if (listed == manifest.members.end()) archive.refuse("is not in the manifest");
        if (project::unpack_member(archive, folder) != listed->second)
            archive.refuse("is not what the manifest says: the archive is damaged, pack it again");
    }
    if (unpacked == manifest.members.size()) return;
    for (const auto& [name, digest] : manifest.members) {
        if (!fs::exists(folder / name))
            throw ConfigError(fmt::format("{}: {}: is in the manifest, but not in the archive",
                                          file.string(), name));
    }
}

// CXX as CMake reads it: a program and its arguments, as in "ccache g++".
std::string chosen_compiler() {
    const char* variable = std::getenv("CXX");
    std::string program;
    std::istringstream(variable == nullptr ? "" : variable) >> program;
    return program;
}

void require_tools() {
    if (!project::find_program("cmake"))
        throw ConfigError(
            "--rebuild: cmake is not in PATH: install cmake and a C++ compiler, or start the "
            "turret without --rebuild");
    const std::string chosen = chosen_compiler();
    for (const char* compiler : {"c++", "g++", "clang++"})
        if (project::find_program(chosen.empty() ? compiler : chosen)) return;
    throw ConfigError(
        fmt::format("--rebuild: there is no C++ compiler ({}) in PATH: install one, or start the "
                    "turret without --rebuild",
                    chosen.empty() ? "c++, g++ or clang++" : chosen));
}

}  // namespace

struct TurretPackage::Parts {
    Parts(fs::path archive, std::stop_token stop_token)
        : file(std::move(archive)), stop(std::move(stop_token)) {
        project::ArchiveReader reader(file, {}, stop);
        manifest = read_manifest(reader, file);
        unpack_listed(reader, manifest, folder.path(), file);
        if (!fs::is_regular_file(folder.path() / "config.json"))
            throw ConfigError(fmt::format("{}: config.json: is missing", file.string()));
    }

    void require_cpp(std::string_view consequence) const {
        const std::string foreign = project::foreign_script(manifest.script);
        if (foreign.empty()) return;
        refuse(fmt::format("{}{}: {}", foreign, consequence,
                           project::start_by_hand(manifest.script, "--tar " + file.string())));
    }
    // Also before a rebuild: sources for another interface may compile and yet do something else.
    void require_interface() const {
        if (manifest.script_abi != 0 && manifest.script_abi != kScriptAbi)
            refuse(
                fmt::format("was packed by oct {} for script interface {}, and this oct {} has "
                            "interface {}: pack again with {}.{}",
                            manifest.oct, manifest.script_abi, version(), kScriptAbi,
                            OCT_VERSION_MAJOR, OCT_VERSION_MINOR));
    }
    [[noreturn]] void refuse(std::string_view why) const {
        throw ConfigError(fmt::format("{}: {}: {}", file.string(), manifest.script, why));
    }

    const fs::path file;
    const std::stop_token stop;
    base::PrivateFolder folder;
    project::Manifest manifest;
};

TurretPackage::TurretPackage(const fs::path& archive, std::stop_token stop)
    : parts_(std::make_unique<Parts>(archive, std::move(stop))) {}

TurretPackage::~TurretPackage() = default;

const fs::path& TurretPackage::folder() const noexcept {
    return parts_->folder.path();
}

fs::path TurretPackage::config_file() const {
    return folder() / "config.json";
}

fs::path TurretPackage::shared_object() const {
    const project::Manifest& manifest = parts_->manifest;
    if (manifest.script_abi == 0) parts_->require_cpp("");
    parts_->require_interface();
    constexpr std::string_view kRemedy =
        "start it with --rebuild, or pack the turret again with this version on such a machine";
    if (!manifest.triple.empty() && manifest.triple != project::own_triple())
        parts_->refuse(fmt::format("its shared object was built for {}, this machine is {}: {}",
                                   manifest.triple, project::own_triple(), kRemedy));
    fs::path object = script_object(TurretConfig::load(config_file()));
    if (manifest.members.count(object.lexically_relative(folder()).string()) == 0)
        parts_->refuse(fmt::format("{}: the shared object is not in the archive",
                                   object.lexically_relative(folder()).string()));
    if (const auto fault = project::machine_fault(object); !fault.empty())
        parts_->refuse(fmt::format(
            "its shared object {}: {}", fault,
            manifest.script_abi == 0 ? "build it again on such a machine, and pack the turret again"
                                     : kRemedy));
    return object;
}

fs::path TurretPackage::rebuild(const fs::path& oct_prefix, LogSink& log) const {
    parts_->require_cpp(", so there is nothing to rebuild");
    parts_->require_interface();
    if (!fs::exists(folder() / "CMakeLists.txt"))
        parts_->refuse(
            "the archive has no CMakeLists.txt to build it with: start it without "
            "--rebuild");
    require_tools();
    const auto built = project::build_project(folder(), oct_prefix, log, parts_->stop);
    return project::built_script(project::shared_objects(built), folder(), parts_->manifest.script);
}

void TurretPackage::remove() const noexcept {
    parts_->folder.remove();
}

}  // namespace oct
