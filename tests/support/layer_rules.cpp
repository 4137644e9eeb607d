// Reads includes line by line: no compiler is needed to see which file names which.
#include "support/layer_rules.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace oct::test {
namespace {

namespace fs = std::filesystem;

// Third-party headers that one folder alone includes, so that they can be exchanged in one place.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOwners{{
    {"zmq", "net"},
    {"sqlite3", "store"},
    {"archive", "project/archive"},
    {"nettle/", "project/archive"},
    {"kainjow/", "report/page"},
}};

std::optional<std::string_view> owner_of(std::string_view include) {
    for (const auto& [prefix, owner] : kOwners)
        if (include.starts_with(prefix)) return owner;
    return std::nullopt;
}

bool is_everybodys(std::string_view include) {
    return include.starts_with("rapidjson/") || include.starts_with("fmt/");
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> result;
    for (std::string word; in >> word;) result.push_back(word);
    return result;
}

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream in(file);
    std::vector<std::string> result;
    for (std::string line; std::getline(in, line);) result.push_back(line);
    return result;
}

std::string first_folder(std::string_view path) {
    const auto slash = path.find('/');
    return slash == path.npos ? "" : std::string(path.substr(0, slash));
}

std::string folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == path.npos ? "" : std::string(path.substr(0, slash));
}

bool is_standard(std::string_view include) {
    return include.find_first_of("./") == include.npos;
}

// <unistd.h>, <sys/wait.h>, <linux/futex.h>: what the operating system brings.
bool is_system(std::string_view include) {
    return include.ends_with(".h") &&
           (include.find('/') == include.npos || include.starts_with("sys/") ||
            include.starts_with("linux/") || include.starts_with("netinet/") ||
            include.starts_with("arpa/"));
}

// What builds and runs leave behind, and projects of users; liboct/results is a layer.
bool is_no_source(const fs::path& relative) {
    if (relative.generic_string().starts_with("liboct/results/")) return false;
    return std::any_of(relative.begin(), relative.end(), [](const fs::path& part) {
        return part == "build" || part == "templates" || part == "results";
    });
}

bool is_cpp(const fs::path& file) {
    return file.extension() == ".cpp" || file.extension() == ".hpp";
}

bool is_cmake(const fs::path& file) {
    return file.extension() == ".cmake" || file.filename() == "CMakeLists.txt";
}

// "// A sentence about the file.": two words at least.
bool says_what_it_is_for(const fs::path& file) {
    const auto lines = lines_of(file);
    if (lines.empty()) return false;
    const auto first = words(lines.front());
    return first.size() >= 3 && first.front() == (is_cpp(file) ? "//" : "#");
}

}  // namespace

LayerRules::LayerRules(fs::path root) : root_(std::move(root)) {
    static const std::regex kRow(R"(^\| `([a-z/]+)` \| ([^|]*) \|.*)");
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto& line : lines_of(root_ / "liboct/README.md")) {
        std::smatch match;
        if (std::regex_match(line, match, kRow)) rows.emplace_back(match[1], match[2]);
    }
    if (rows.empty()) throw std::runtime_error("no table of layers in liboct/README.md");
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        auto& may_include = layers_[row->first];
        may_include.insert(row->first);
        if (row->second == "everything below") {
            for (auto lower = row; lower != rows.end(); ++lower) may_include.insert(lower->first);
        } else if (row->second != "–") {
            for (auto& word : words(row->second)) may_include.insert(word);
        }
    }
}

std::vector<fs::path> LayerRules::sources() const {
    std::vector<fs::path> result;
    for (const char* top : {"include", "liboct", "apps", "examples", "tests", "bench", "cmake"}) {
        if (!fs::exists(root_ / top)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root_ / top)) {
            const auto relative = fs::relative(entry.path(), root_);
            if (entry.is_regular_file() && (is_cpp(relative) || is_cmake(relative)) &&
                !is_no_source(relative))
                result.push_back(relative);
        }
    }
    std::sort(result.begin(), result.end());
    return result;
}

std::size_t LayerRules::files() const {
    return sources().size();
}

std::vector<std::string> LayerRules::violations() const {
    static const std::regex kInclude(R"(^\s*#\s*include\s*([<"][^>"]+[>"]).*)");
    std::vector<std::string> result;
    for (const auto& file : sources()) {
        if (!says_what_it_is_for(root_ / file))
            result.push_back(file.string() + ": the first line does not say what the file is for");
        if (!is_cpp(file)) continue;
        for (const auto& line : lines_of(root_ / file)) {
            std::smatch match;
            if (!std::regex_match(line, match, kInclude)) continue;
            const std::string include = match[1];
            if (const auto why = broken(file.string(), include); !why.empty())
                result.push_back(file.string() + " includes " + include + ": " + why);
        }
    }
    return result;
}

// Why this include is not allowed, or "".
std::string LayerRules::broken(const std::string& file, std::string_view include) const {
    const bool quoted = include.front() == '"';
    const auto target = include.substr(1, include.size() - 2);
    const auto top = first_folder(file);
    if (top == "tests" || top == "bench") return "";  // they reach everything
    if (target.starts_with("oct/")) return quoted ? "public headers are written <oct/…>" : "";
    if (!quoted && is_standard(target)) return "";
    if (top == "include") return "public headers include std and <oct/…> only";
    if (top == "apps") return broken_in_apps(target, quoted);
    if (top == "examples") {
        const bool internal = quoted && layers_.contains(folder_of(target));
        return internal ? "examples use the public API only" : "";
    }
    const auto folder = folder_of(std::string_view(file).substr(top.size() + 1));
    if (quoted) return broken_layer(folder, target);
    if (const auto owner = owner_of(target))
        return *owner == folder ? "" : "only " + std::string(*owner) + " does";
    if (is_everybodys(target) || is_system(target)) return "";
    return "not one of the libraries that liboct stands on";
}

std::string LayerRules::broken_in_apps(std::string_view target, bool quoted) const {
    // The programs are compiled with that one file of the library: foreign text made harmless.
    const bool own = quoted && (fs::exists(root_ / "apps" / target) || target == "base/text.hpp");
    const bool third = !quoted && (target == "cxxopts.hpp" || target.starts_with("fmt/"));
    if (own || third || (!quoted && is_system(target) && !owner_of(target))) return "";
    return "apps include <oct/…>, base/text.hpp, cxxopts, fmt and std only";
}

std::string LayerRules::broken_layer(const std::string& folder, std::string_view target) const {
    const auto layer = layers_.find(folder);
    if (layer == layers_.end()) return folder + " is not in the table of liboct/README.md";
    const auto to = folder_of(target);
    if (to.empty()) return "internal headers are written \"folder/file.hpp\"";
    if (layer->second.contains(to)) return "";
    return "the table of liboct/README.md does not let " + folder + " include " + to;
}

}  // namespace oct::test
