// The draft is beside the target, on the same file system, so that one rename moves it.
#include "project/new/new_folder.hpp"

#include <oct/error.hpp>

#include "base/private_folder.hpp"

#include <fmt/format.h>

namespace oct::project {

namespace fs = std::filesystem;

void make_new_folder(const fs::path& directory,
                     const std::function<fs::path(const fs::path& draft)>& fill) {
    fs::path target = directory.lexically_normal();
    if (!target.has_filename()) target = target.parent_path();  // "name/" is "name"
    if (target.empty()) throw ConfigError("new project: expected the name of a folder");
    std::error_code unknown;
    if (fs::exists(fs::symlink_status(target, unknown)))
        throw ConfigError(fmt::format("{}: exists already: choose another name, or remove it first",
                                      target.string()));
    const fs::path parent = target.has_parent_path() ? target.parent_path() : ".";
    if (!fs::is_directory(parent, unknown))
        throw ConfigError(fmt::format("{}: cannot be created: there is no folder {}",
                                      target.string(), parent.string()));
    try {
        const base::PrivateFolder draft(parent, fmt::format(".{}.", target.filename().string()));
        // Inside the private folder, and so made with the user's own umask.
        fs::create_directory(draft.path() / "project");
        fs::rename(fill(draft.path() / "project"), target);
    } catch (const fs::filesystem_error& e) {
        throw Error(fmt::format("{}: cannot be created: {}", target.string(), e.code().message()));
    }
}

}  // namespace oct::project
