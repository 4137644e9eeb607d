// Collects files by the rules that the reader of the archive will hold them against.
#include "project/archive/turret_members.hpp"

#include <oct/error.hpp>
#include <oct/sample.hpp>

#include "base/text.hpp"
#include "project/archive/manifest.hpp"
#include "project/archive/member_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace oct::project {
namespace {

namespace fs = std::filesystem;

// Generated files and results are below such folders, and so is what a version control keeps.
bool is_no_source_folder(const fs::path& folder) {
    const std::string name = folder.filename().string();
    return name.front() == '.' || name == "results" || fs::exists(folder / "CMakeCache.txt");
}

bool is_build_input(const fs::path& file) {
    constexpr std::array<std::string_view, 19> kExtensions{
        ".c",   ".cc",  ".cpp", ".cxx", ".c++", ".h",   ".hh", ".hpp", ".hxx",  ".h++",
        ".inc", ".inl", ".ipp", ".tpp", ".txx", ".def", ".s",  ".S",   ".cmake"};
    if (file.filename() == "CMakeLists.txt") return true;
    // name.hpp.in is what CMake makes name.hpp from
    const auto extension = file.extension() == ".in" ? file.stem().extension() : file.extension();
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

}  // namespace

TurretMembers::TurretMembers(fs::path project, const TurretEntry& entry)
    : project_(std::move(project)), turret_(entry.name) {}

void TurretMembers::add_text(const std::string& name, std::string content) {
    if (!members_.emplace(name, Member{{}, std::move(content), false}).second)
        refuse(name, "is made by oct pack-turrets: give the project's file another name");
}

void TurretMembers::add_file(const std::string& name, const fs::path& source) {
    if (const auto why = name_fault(name); !why.empty()) refuse(name, why);
    if (name == Manifest::kName)
        refuse(name, "is made by oct pack-turrets: give the project's file another name");
    const auto [known, added] = members_.emplace(name, Member{source, {}, false});
    if (!added && known->second.source != source)
        refuse(name, "is made by oct pack-turrets: give the project's file another name");
}

void TurretMembers::add(const std::string& name) {
    const std::string plain = fs::path(name).lexically_normal().string();
    const std::string wanted =
        plain.size() > 1 && plain.back() == '/' ? plain.substr(0, plain.size() - 1) : plain;
    if (const auto why = name_fault(wanted); !why.empty())
        refuse(name, fmt::format("{}: name a file or folder of the project", why));
    const fs::path path = project_ / wanted;
    std::error_code unknown;
    const auto status = fs::status(path, unknown);
    if (!fs::exists(status)) refuse(name, fmt::format("no such file in {}", project_.string()));
    if (fs::is_regular_file(status)) return add_file(wanted, path);
    if (!fs::is_directory(status)) refuse(name, "is neither a file nor a folder");
    if (fs::is_symlink(fs::symlink_status(path)))
        refuse(name, "is a link to a folder: name the folder itself");
    add_folder(wanted);
}

void TurretMembers::add_folder(const std::string& name) {
    const fs::path path = project_ / name;
    std::error_code error;
    const fs::directory_iterator items(path, error);
    if (error) refuse(name, "cannot be read: " + error.message());
    if (items == fs::directory_iterator()) members_.emplace(name, Member{{}, {}, true});
    for (const auto& item : items) add(name + "/" + item.path().filename().string());
}

void TurretMembers::add_sources() {
    // What the build may not read is none of its sources.
    constexpr auto kReadable = fs::directory_options::skip_permission_denied;
    for (auto at = fs::recursive_directory_iterator(project_, kReadable);
         at != fs::recursive_directory_iterator(); ++at) {
        if (at->is_directory() && is_no_source_folder(at->path())) {
            at.disable_recursion_pending();
        } else if (at->is_regular_file() && is_build_input(at->path())) {
            add_file(at->path().lexically_relative(project_).string(), at->path());
        }
    }
}

void TurretMembers::refuse(const std::string& name, std::string_view why) const {
    throw ConfigError(
        fmt::format("turret {}: {}: {}", turret_, base::sanitized(name, kMaxNameBytes), why));
}

}  // namespace oct::project
