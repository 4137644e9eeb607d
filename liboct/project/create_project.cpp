// create_project: the built-in files, written beside the target and put in place at once.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "base/embedded.hpp"
#include "project/text_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <stdlib.h>
#include <system_error>

namespace oct {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& directory, const std::error_code& error) {
    throw Error(fmt::format("{}: cannot be created: {}", directory.string(), error.message()));
}

// A private folder beside the target, on the same file system, so that one rename moves it.
class Draft {
public:
    explicit Draft(const fs::path& target) {
        auto name =
            (target.parent_path() / fmt::format(".{}.XXXXXX", target.filename().string())).string();
        if (::mkdtemp(name.data()) == nullptr)
            fail(target, std::error_code(errno, std::generic_category()));
        path_ = name;
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    ~Draft() {
        std::error_code ignored;  // a destructor cannot do better
        fs::remove_all(path_, ignored);
    }

    // Inside the private folder, and so made with the user's own umask.
    [[nodiscard]] fs::path project() const { return path_ / "project"; }

private:
    fs::path path_;
};

void write_files(const fs::path& project) {
    for (const auto& file : embedded_files()) {
        const fs::path path = project / file.path;
        fs::create_directories(path.parent_path());
        write_text_file(path, file.content);
    }
}

}  // namespace

void create_project(const fs::path& directory) {
    fs::path target = directory.lexically_normal();
    if (!target.has_filename()) target = target.parent_path();  // "name/" is "name"
    if (target.empty()) throw ConfigError("new project: expected the name of a folder");
    std::error_code unknown;
    if (fs::exists(fs::symlink_status(target, unknown)))
        throw ConfigError(fmt::format("{}: exists already: choose another name, or remove it first",
                                      target.string()));
    const Draft draft(target);
    try {
        write_files(draft.project());
        fs::rename(draft.project(), target);
    } catch (const fs::filesystem_error& e) {
        fail(target, e.code());
    }
}

}  // namespace oct
