// create_project and refresh_templates: the files that are built into the library.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "base/embedded.hpp"
#include "base/exists.hpp"
#include "base/text_file.hpp"
#include "project/new/new_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace oct {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemplates = "templates/";
constexpr std::string_view kPython = "python/";  // what a Python project has instead
constexpr std::array<std::string_view, 3> kCppOnly{"CMakeLists.txt", "README.md",
                                                   "test_scripts/v_user.cpp"};

bool starts_with(std::string_view text, std::string_view beginning) {
    return text.substr(0, beginning.size()) == beginning;
}

std::string python_config(std::string text) {
    constexpr std::string_view kCpp = "v_user.cpp";
    for (auto at = text.find(kCpp); at != std::string::npos; at = text.find(kCpp, at))
        text.replace(at, kCpp.size(), "v_user.py");
    return text;
}

void write_cpp_project(const fs::path& project) {
    for (const auto& file : base::embedded_files())
        if (!starts_with(file.path, kPython))
            base::write_text_file(project / file.path, file.content);
}

void write_python_project(const fs::path& project) {
    for (const auto& file : base::embedded_files()) {
        if (std::find(kCppOnly.begin(), kCppOnly.end(), file.path) != kCppOnly.end()) continue;
        if (starts_with(file.path, kPython))
            base::write_text_file(project / file.path.substr(kPython.size()), file.content);
        else if (file.path == "config.json")
            base::write_text_file(project / file.path, python_config(std::string(file.content)));
        else
            base::write_text_file(project / file.path, file.content);
    }
}

// A name that is free: report.html.old, report.html.old2, …
fs::path keep_old(const fs::path& file) {
    fs::path old = file.string() + ".old";
    for (int number = 2; fs::exists(fs::symlink_status(old)); ++number)
        old = fmt::format("{}.old{}", file.string(), number);
    fs::rename(file, old);
    return old;
}

}  // namespace

void create_project(const fs::path& directory, Language language) {
    project::make_new_folder(directory, [&](const fs::path& draft) {
        if (language == Language::Python)
            write_python_project(draft);
        else
            write_cpp_project(draft);
        return draft;
    });
}

std::vector<RefreshedFile> refresh_templates(const fs::path& project) {
    std::error_code unknown;
    if (!fs::is_regular_file(project / "config.json", unknown))
        throw ConfigError(
            fmt::format("{}: has no config.json: name the folder of a project", project.string()));
    std::vector<RefreshedFile> changed;
    for (const auto& file : base::embedded_files()) {
        if (!starts_with(file.path, kTemplates)) continue;
        const fs::path path = project / file.path;
        RefreshedFile refreshed{file.path, {}};
        if (base::exists(path)) {
            if (base::read_text_file(path, "") == file.content) continue;
            refreshed.kept = keep_old(path).lexically_relative(project);
        }
        base::write_text_file(path, file.content);
        changed.push_back(refreshed);
    }
    return changed;
}

}  // namespace oct
