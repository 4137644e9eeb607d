// The checks that the template engine does not make, or makes with its own stack.
#include "report/page/page_template.hpp"

#include <oct/error.hpp>

#include "base/log.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace oct::report {
namespace {

constexpr std::size_t kMostWarnings = 20;  // of unknown variables
constexpr const char* kJinja =
    "a Jinja template of the Python version, and this version reads mustache: `oct new-project "
    "NAME "
    "--templates-only` puts its own templates into the project and keeps yours beside them, to "
    "bring "
    "your changes over";

// The statements of Jinja 2; anything else behind "{%", like the 0% of a style, is text.
constexpr std::array<std::string_view, 32> kStatements{
    "autoescape", "block",    "break",         "call",     "continue", "debug",     "do",
    "elif",       "else",     "endautoescape", "endblock", "endcall",  "endfilter", "endfor",
    "endif",      "endmacro", "endraw",        "endset",   "endtrans", "endwith",   "extends",
    "filter",     "for",      "from",          "if",       "import",   "include",   "macro",
    "raw",        "set",      "trans",         "with"};

// Where a Jinja statement begins, {%- if …%}, or npos.
std::size_t jinja_statement(std::string_view text) {
    for (auto at = text.find("{%"); at != std::string_view::npos; at = text.find("{%", at + 2)) {
        const std::size_t end = text.find("%}", at + 2);
        if (end == std::string_view::npos) return end;
        std::string_view inside = text.substr(at + 2, end - at - 2);
        if (inside.starts_with('-') || inside.starts_with('+')) inside.remove_prefix(1);
        inside.remove_prefix(std::min(inside.find_first_not_of(" \t\r\n"), inside.size()));
        const std::string_view word =
            inside.substr(0, inside.find_first_not_of("abcdefghijklmnopqrstuvwxyz"));
        if (std::find(kStatements.begin(), kStatements.end(), word) != kStatements.end()) return at;
    }
    return std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpaces = " \t\r\n";
    const auto begin = text.find_first_not_of(kSpaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

}  // namespace

PageTemplate::PageTemplate(std::string text, std::string origin)
    : text_(std::move(text)), origin_(std::move(origin)) {
    if (text_.size() > kMaxBytes)
        throw ConfigError(
            fmt::format("{}: larger than 1 MiB, which no report template is", origin_));
    if (const auto nul = text_.find('\0'); nul != std::string::npos)
        fail(nul, "a NUL byte: this is no text file");
    if (const auto jinja = jinja_statement(text_); jinja != std::string::npos) fail(jinja, kJinja);
    find_tags();
    check_sections();
}

std::string PageTemplate::place(std::size_t offset) const {
    const std::string_view before = std::string_view(text_).substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto line_end = before.rfind('\n');
    const auto column = offset - (line_end == std::string_view::npos ? 0 : line_end + 1) + 1;
    return fmt::format("{}:{}:{}", origin_, line, column);
}

void PageTemplate::fail(std::size_t offset, const std::string& what) const {
    throw ConfigError(fmt::format("{}: {}", place(offset), what));
}

void PageTemplate::find_tags() {
    for (std::size_t at = text_.find("{{"); at != std::string::npos;) {
        std::size_t end = 0;
        tags_.push_back(tag_at(at, end));
        at = text_.find("{{", end);
    }
}

TemplateTag PageTemplate::tag_at(std::size_t begin, std::size_t& end) const {
    const std::string_view all = text_;
    const bool triple = all.substr(begin, 3) == "{{{";
    const std::string_view close = triple ? "}}}" : "}}";
    const std::size_t inside = begin + close.size();
    const auto stop = all.find(close, inside);
    if (stop == std::string_view::npos) fail(begin, fmt::format("\"{{{{\" without \"{}\"", close));
    end = stop + close.size();
    TemplateTag tag{triple ? '{' : ' ', trimmed(all.substr(inside, stop - inside)), begin, end};
    constexpr std::string_view kKinds = "#^/>&!=";
    if (!triple && !tag.name.empty() && kKinds.find(tag.name.front()) != std::string_view::npos) {
        tag.kind = tag.name.front();
        tag.name = trimmed(tag.name.substr(1));
    }
    if (tag.kind != '!' && tag.name.find_first_of("|()[]") != std::string_view::npos)
        fail(begin, kJinja);
    if (tag.kind == '>') fail(begin, "partials are not supported: put the text here");
    if (tag.kind == '=') fail(begin, "other delimiters than {{ }} are not supported");
    if (tag.name.empty() && tag.kind != '!') fail(begin, "a tag without a name");
    return tag;
}

void PageTemplate::check_sections() const {
    std::vector<const TemplateTag*> open;
    for (const TemplateTag& tag : tags_) {
        if (tag.kind == '#' || tag.kind == '^') {
            open.push_back(&tag);
            if (open.size() > kMaxDepth)
                fail(tag.offset, fmt::format("sections nested deeper than {}", kMaxDepth));
        } else if (tag.kind == '/') {
            if (open.empty())
                fail(tag.offset, fmt::format("\"{}\" ends but never began", tag.name));
            if (open.back()->name != tag.name)
                fail(tag.offset, fmt::format("\"{}\" ends, but \"{}\" of {} is open", tag.name,
                                             open.back()->name, place(open.back()->offset)));
            open.pop_back();
        }
    }
    if (!open.empty())
        fail(open.back()->offset,
             fmt::format("\"{0}\" has no end: add {{{{/{0}}}}}", open.back()->name));
}

std::size_t PageTemplate::longest_piece() const {
    std::size_t longest = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= tags_.size(); ++i) {
        const std::size_t end = i < tags_.size() ? tags_[i].offset : text_.size();
        const std::string_view between = std::string_view(text_).substr(begin, end - begin);
        const std::size_t first = std::min(between.find('\n'), between.size());
        const std::size_t last = between.rfind('\n');  // npos + 1 is 0
        longest = std::max({longest, first, between.size() - (last + 1)});
        if (i < tags_.size()) begin = tags_[i].end;
    }
    return longest;
}

void PageTemplate::require_affordable(const ListSizes& sizes) const {
    std::vector<std::uint64_t> times{1};  // around each tag, never above kMaxSteps
    std::uint64_t steps = 0;
    for (const TemplateTag& tag : tags_) {
        if (tag.kind == '/') {
            times.pop_back();
            continue;
        }
        steps += times.back();
        if (tag.kind == '#' || tag.kind == '^') {
            const auto list = tag.kind == '#' ? sizes.find(tag.name) : sizes.end();
            const std::uint64_t size = list == sizes.end() ? 1 : list->second;
            times.push_back(std::min(times.back() * std::max<std::uint64_t>(size, 1), kMaxSteps));
        }
        if (steps >= kMaxSteps)
            fail(tag.offset, "lists within lists: this would be repeated millions of times");
    }
}

void PageTemplate::warn_unknown(const std::vector<std::string_view>& known, LogSink& log) const {
    std::set<std::string_view> told;
    for (const TemplateTag& tag : tags_) {
        if (tag.kind == '!' || tag.kind == '/' || tag.name == ".") continue;
        if (std::find(known.begin(), known.end(), tag.name) != known.end()) continue;
        if (!told.insert(tag.name).second) continue;
        if (told.size() > kMostWarnings) {
            base::Log(log, "oct.report").warning(place(tag.offset) + ": further unknown variables");
            return;
        }
        const std::string near = base::did_you_mean(tag.name, known);
        base::Log(log, "oct.report")
            .warning(fmt::format("{}: unknown variable \"{}\"{}", place(tag.offset), tag.name,
                                 near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
    }
}

}  // namespace oct::report
