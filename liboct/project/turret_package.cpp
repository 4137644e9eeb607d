// TurretPackage: one pass over the archive, its manifest first, every member checked against it.
#include <oct/config.hpp>
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/script.hpp>
#include <oct/turret_package.hpp>

#include "base/private_folder.hpp"
#include "project/archive_reader.hpp"
#include "project/built_script.hpp"
#include "project/find_program.hpp"
#include "project/manifest.hpp"
#include "project/unpack.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace oct {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxManifestBytes = std::size_t{4} << 20;

Manifest read_manifest(ArchiveReader& archive, const fs::path& file) {
    if (!archive.next() || archive.name() != Manifest::kName || archive.is_folder())
        throw ConfigError(
            fmt::format("{}: does not begin with {}: expected an archive made by oct pack-turrets",
                        file.string(), Manifest::kName));
    std::string text;
    for (auto piece = archive.read(); !piece.empty(); piece = archive.read()) {
        if (text.size() + piece.size() > kMaxManifestBytes) archive.refuse("is larger than 4 MiB");
        text += piece;
    }
    return Manifest::parse(text, fmt::format("{}: {}", file.string(), Manifest::kName));
}

void unpack_listed(ArchiveReader& archive, const Manifest& manifest, const fs::path& folder,
                   const fs::path& file) {
    std::size_t unpacked = 0;
    for (; archive.next(); ++unpacked) {
        const auto listed = manifest.members.find(archive.name());
        if (listed == manifest.members.end()) archive.refuse("is not in the manifest");
        if (unpack_member(archive, folder) != listed->second)
            archive.refuse("is not what the manifest says: the archive is damaged, pack it again");
    }
    if (unpacked == manifest.members.size()) return;
    for (const auto& [name, digest] : manifest.members) {
        if (!fs::exists(folder / name))
            throw ConfigError(fmt::format("{}: {}: is in the manifest, but not in the archive",
                                          file.string(), name));
    }
}

void require_tools() {
    if (!find_program("cmake"))
        throw ConfigError(
            "--rebuild: cmake is not in PATH: install cmake and a C++ compiler, or start the "
            "turret without --rebuild");
    const char* chosen = std::getenv("CXX");
    for (const char* compiler : {"c++", "g++", "clang++"})
        if (find_program(chosen == nullptr ? compiler : chosen)) return;
    throw ConfigError(
        fmt::format("--rebuild: there is no C++ compiler ({}) in PATH: install one, or start the "
                    "turret without --rebuild",
                    chosen == nullptr ? "c++, g++ or clang++" : chosen));
}

}  // namespace

struct TurretPackage::Parts {
    explicit Parts(fs::path archive) : file(std::move(archive)) {
        ArchiveReader reader(file);
        manifest = read_manifest(reader, file);
        unpack_listed(reader, manifest, folder.path(), file);
        if (!fs::is_regular_file(folder.path() / "config.json"))
            throw ConfigError(fmt::format("{}: config.json: is missing", file.string()));
    }

    [[noreturn]] void refuse(std::string_view why) const {
        throw ConfigError(fmt::format("{}: {}: {}", file.string(), manifest.script, why));
    }

    const fs::path file;
    PrivateFolder folder;
    Manifest manifest;
};

TurretPackage::TurretPackage(const fs::path& archive) : parts_(std::make_unique<Parts>(archive)) {}

TurretPackage::~TurretPackage() = default;

const fs::path& TurretPackage::folder() const noexcept {
    return parts_->folder.path();
}

fs::path TurretPackage::config_file() const {
    return folder() / "config.json";
}

fs::path TurretPackage::shared_object() const {
    const Manifest& manifest = parts_->manifest;
    const auto built = fs::path(manifest.script).extension();
    if (manifest.script_abi == 0 && built != ".so")
        parts_->refuse("is no C++ script: start this turret with the program of its language");
    constexpr std::string_view kRemedy =
        "start it with --rebuild, or pack the turret again with this version on such a machine";
    if (manifest.script_abi != 0 && manifest.script_abi != kScriptAbi)
        parts_->refuse(
            fmt::format("its shared object was built by oct {} for script interface {}, "
                        "this oct {} has interface {}: {}",
                        manifest.oct, manifest.script_abi, version(), kScriptAbi, kRemedy));
    if (!manifest.triple.empty() && manifest.triple != own_triple())
        parts_->refuse(fmt::format("its shared object was built for {}, this machine is {}: {}",
                                   manifest.triple, own_triple(), kRemedy));
    fs::path object = script_object(TurretConfig::load(config_file()));
    if (manifest.members.count(object.lexically_relative(folder()).string()) == 0)
        parts_->refuse(fmt::format("{}: the shared object is not in the archive",
                                   object.lexically_relative(folder()).string()));
    return object;
}

fs::path TurretPackage::rebuild(const fs::path& oct_prefix, LogSink& log) const {
    if (!fs::exists(folder() / "CMakeLists.txt"))
        parts_->refuse(
            "the archive has no CMakeLists.txt to build it with: start it without "
            "--rebuild");
    require_tools();
    return built_script(build_scripts(folder(), oct_prefix, log), folder(),
                        parts_->manifest.script);
}

void TurretPackage::remove() const noexcept {
    parts_->folder.remove();
}

}  // namespace oct
