// Finds the first error in the output of cmake, ninja or make, and a compiler.
#include "project/script/build_output.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace oct::project {
namespace {

constexpr std::size_t kMaxLines = 40;
constexpr std::size_t kMaxLineBytes = 300;

// Colours (ESC [ … letter): some projects force them.
std::string without_colours(std::string_view line) {
    std::string plain;
    while (!line.empty()) {
        const auto escape = line.find("\x1b[");
        plain += line.substr(0, escape);
        if (escape == std::string_view::npos) break;
        const auto end = line.find_first_not_of("0123456789;:?", escape + 2);
        line.remove_prefix(std::min(end, line.size() - 1) + 1);
    }
    return plain;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(base::sanitized(without_colours(text.substr(0, end)), kMaxLineBytes));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool is_error(const std::string& line) {
    constexpr std::array<std::string_view, 4> kMarks{"error:", "CMake Error", "undefined reference",
                                                     "ninja: error"};
    return std::any_of(kMarks.begin(), kMarks.end(),
                       [&](std::string_view mark) { return line.find(mark) != std::string::npos; });
}

}  // namespace

std::string build_errors(std::string_view output) {
    const auto lines = lines_of(output);
    auto first = std::find_if(lines.begin(), lines.end(), is_error);
    if (first == lines.end())
        first = lines.end() - static_cast<std::ptrdiff_t>(std::min(kMaxLines, lines.size()));
    std::string text;
    std::size_t left = kMaxLines;
    for (; first != lines.end(); ++first) {
        if (left-- == 0) return text + "\n…";
        text += (text.empty() ? "" : "\n") + *first;
    }
    return text;
}

}  // namespace oct::project
