// The search through PATH, before a fork and not after: there it would not be safe.
#include "project/process/find_program.hpp"

#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace oct::project {
namespace {

bool is_program(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::is_regular_file(file, unknown) && ::access(file.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<std::filesystem::path> find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        if (is_program(name)) return name;
        return std::nullopt;
    }
    const char* variable = std::getenv("PATH");
    std::string_view path = variable == nullptr ? "/usr/local/bin:/usr/bin:/bin" : variable;
    while (!name.empty() && !path.empty()) {
        const auto end = std::min(path.find(':'), path.size());
        // An empty part would mean the current folder: nobody who meant that would write it so.
        const auto file = std::filesystem::path(path.substr(0, end)) / name;
        if (end > 0 && is_program(file)) return file;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return std::nullopt;
}

}  // namespace oct::project
