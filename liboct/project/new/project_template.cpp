// Projects from template archives: what has to be in one, and making a project of it.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "project/archive/archive_reader.hpp"
#include "project/archive/unpack.hpp"
#include "project/new/new_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace oct {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMandatory =
    "a template has config.json, templates/ and "
    "templates/report.html";

// What an archive holds, by name; folders end in a slash.
std::set<std::string> names_in(const fs::path& file) {
    std::set<std::string> names;
    project::ArchiveReader archive(file);
    while (archive.next()) names.insert(archive.name() + (archive.is_folder() ? "/" : ""));
    return names;
}

// "shop/" when all members lie in a folder of that name, as in `tar c shop`; empty otherwise.
std::string common_folder(const std::set<std::string>& names) {
    if (names.empty() || names.count("config.json") != 0) return {};
    const std::string top = names.begin()->substr(0, names.begin()->find('/') + 1);
    const bool common = !top.empty() && names.rbegin()->compare(0, top.size(), top) == 0;
    return common ? top : std::string();
}

// Where the project is inside a template; throws when it is none.
std::string project_folder(const fs::path& archive) {
    const auto names = names_in(archive);
    std::string top = common_folder(names);
    const auto require = [&](bool there, std::string_view name) {
        if (!there)
            throw ConfigError(
                fmt::format("{}: {} is missing: {}", archive.string(), name, kMandatory));
    };
    require(names.count(top + "config.json") != 0, "config.json");
    const auto templates = names.lower_bound(top + "templates/");
    require(
        templates != names.end() && templates->compare(0, top.size() + 10, top + "templates/") == 0,
        "templates/");
    require(names.count(top + "templates/report.html") != 0, "templates/report.html");
    return top;
}

}  // namespace

void check_template(const fs::path& archive) {
    static_cast<void>(project_folder(archive));
}

void create_project_from_template(const fs::path& directory, const fs::path& archive) {
    project::make_new_folder(directory, [&](const fs::path& draft) {
        const std::string top = project_folder(archive);
        project::ArchiveReader reader(archive);
        while (reader.next()) static_cast<void>(project::unpack_member(reader, draft));
        return top.empty() ? draft : draft / top.substr(0, top.size() - 1);
    });
}

}  // namespace oct
