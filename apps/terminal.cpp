// The rules of no-color.org; colors are the eight that every terminal has.
#include "terminal.hpp"

#include "base/text.hpp"

#include <atomic>
#include <cstdlib>
#include <unistd.h>

namespace oct::apps {
namespace {

enum class When { Auto, Always, Never };
std::atomic<When> g_when = When::Auto;  // the process has one command line

bool is_dumb() {
    const char* term = std::getenv("TERM");
    return term == nullptr || std::string_view(term) == "dumb";
}

bool shows_colors(std::FILE* stream) {
    if (g_when != When::Auto) return g_when == When::Always;
    const char* no_color = std::getenv("NO_COLOR");
    return (no_color == nullptr || *no_color == '\0') && rewrites_lines(stream);
}

const char* code(Paint paint) {
    switch (paint) {
        case Paint::Bold:
            return "\x1b[1m";
        case Paint::Red:
            return "\x1b[31m";
        case Paint::Yellow:
            return "\x1b[33m";
        case Paint::Green:
            return "\x1b[32m";
    }
    return "";
}

}  // namespace

void choose_color(std::string_view when) {
    g_when = when == "always" ? When::Always : when == "never" ? When::Never : When::Auto;
}

bool rewrites_lines(std::FILE* stream) {
    return ::isatty(::fileno(stream)) == 1 && !is_dumb();
}

std::string painted(Paint paint, std::string_view text, std::FILE* stream) {
    if (!shows_colors(stream)) return std::string(text);
    return code(paint) + std::string(text) + "\x1b[0m";
}

std::string printable(std::string_view text) {
    std::string out;
    for (;;) {
        const auto end = text.find('\n');
        out += base::sanitized(text.substr(0, end), std::string::npos);
        if (end == text.npos) return out;
        out += '\n';
        text.remove_prefix(end + 1);
    }
}

}  // namespace oct::apps
