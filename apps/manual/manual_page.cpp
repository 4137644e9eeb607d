// Manual pages in the macros of man(7), which every man program reads.
#include <oct/version.hpp>

#include "exit_code.hpp"
#include "help.hpp"
#include "manual/manual.hpp"

namespace oct::apps {
namespace {

constexpr std::string_view kDate = "2026-11-22";  // of the last change to the form of the pages

// Text as roff: a backslash, hyphens that stay hyphens, and no line that begins a request.
std::string roff(std::string_view text) {
    std::string out;
    bool line_begins = true;
    for (const char c : text) {
        if (line_begins && (c == '.' || c == '\'')) out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
        line_begins = c == '\n';
    }
    return out;
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

std::string title(const std::string& name, std::string_view sentence) {
    return ".\\\" Made from the table of commands.\n.TH " + upper(roff(name)) + " 1 " +
           std::string(kDate) + " \"OCT " + version() + "\" \"OCT for C++\"\n.SH NAME\n" +
           roff(name) + " \\- " + roff(sentence) + "\n";
}

std::string entry(std::string_view term, std::string_view text) {
    return ".TP\n.B " + roff(term) + "\n" + roff(text) + "\n";
}

std::string paragraphs(std::string_view text) {
    std::string out = roff(text);
    for (auto at = out.find("\n\n"); at != out.npos; at = out.find("\n\n", at))
        out.replace(at, 2, "\n.PP\n");
    return out + "\n";
}

std::string exit_status() {
    std::string text = ".SH EXIT STATUS\n";
    for (const auto& [code, meaning] : kExitCodes) text += entry(std::to_string(code), meaning);
    return text;
}

std::string example(std::string_view line) {
    return ".SH EXAMPLE\n.nf\n" + roff(line) + "\n.fi\n";
}

std::string see_also(const std::vector<std::string>& pages) {
    std::string text = ".SH SEE ALSO\n";
    for (const auto& page : pages)
        text += ".BR " + roff(page) + " (1)" + (&page == &pages.back() ? "\n" : ",\n");
    return text;
}

}  // namespace

std::string manual_page(const Manual& manual) {
    std::string text = title(manual.program, manual.sentence) + ".SH SYNOPSIS\n.B " +
                       roff(manual.program) +
                       "\n.I COMMAND\n[\\fIFLAG\\fR...] [\\fIARGUMENT\\fR...]\n"
                       ".SH DESCRIPTION\n" +
                       roff(
                           "An HQ starts turrets on any number of machines, collects their "
                           "results and writes a report. Each command has a page of its own.") +
                       "\n.SH COMMANDS\n";
    std::vector<std::string> pages;
    for (const Command& command : manual.commands) {
        text += entry(joined(spellings(command), ", "), command.sentence);
        pages.push_back(page_name(manual, command));
    }
    text += ".SH OPTIONS\n" + entry("-h, --help", "print help; each command has its own") +
            entry("--version", "print the version") + exit_status() +
            example("oct new-project shop && oct run shop --local");
    pages.emplace_back("oct-turret");
    return text + see_also(pages);
}

std::string manual_page(const Manual& manual, const Command& command) {
    const std::string name = page_name(manual, command);
    const std::string typed =
        has_commands(manual) ? manual.program + " " + std::string(command.name) : manual.program;
    std::string text = title(name, command.sentence) + ".SH SYNOPSIS\n.B " + roff(typed) + "\n" +
                       roff(usage_line(command, typed).substr(typed.size() + 1)) + "\n" +
                       ".SH DESCRIPTION\n" + paragraphs(command.description);
    if (!command.alias.empty())
        text += ".PP\nThe command may also be typed\n.BR \"" +
                roff(manual.program + " " + std::string(command.alias)) + "\" .\n";
    if (!command.arguments.empty()) text += ".SH ARGUMENTS\n";
    for (const Argument& argument : command.arguments)
        text += entry(argument.name, argument.sentence);
    text += ".SH OPTIONS\n";
    for (const Flag& flag : command.all_flags()) text += entry(flag_text(flag), flag_help(flag));
    text += exit_status() + example(command.example);
    return text + see_also({has_commands(manual) ? manual.program : "oct"});
}

}  // namespace oct::apps
