// An example first: it is what most people want to know.
#include "help.hpp"

#include "terminal.hpp"

#include <algorithm>

namespace oct::apps {
namespace {

using Row = std::pair<std::string, std::string>;

std::string heading(std::string_view text) {
    return painted(Paint::Bold, text, stdout);
}

// Two columns; what is too long for the first one has a line of its own.
std::string table_of(const std::vector<Row>& rows) {
    constexpr std::size_t kWidest = 26;
    std::size_t width = 0;
    for (const auto& [left, right] : rows)
        if (left.size() <= kWidest) width = std::max(width, left.size());
    std::string text;
    for (const auto& [left, right] : rows) {
        text += "  " + left;
        text += left.size() <= width ? std::string(width - left.size(), ' ')
                                     : "\n  " + std::string(width, ' ');
        text += "  " + right + "\n";
    }
    return text;
}

}  // namespace

std::string flag_text(const Flag& flag) {
    std::string text;
    for (const char letter : flag.letters) text += std::string("-") + letter + ", ";
    text += "--" + std::string(flag.name);
    if (!flag.value.empty()) text += " " + std::string(flag.value);
    return text;
}

std::string flag_help(const Flag& flag) {
    std::string text(flag.sentence);
    if (flag.repeats) text += "; may be repeated";
    if (!flag.preset.empty()) text += " (default: " + std::string(flag.preset) + ")";
    return text;
}

std::string usage_line(const Command& command, std::string_view invoked_as) {
    std::string text = std::string(invoked_as) + " [FLAG...]";
    for (const Flag& flag : command.flags)
        if (flag.required) text += " --" + std::string(flag.name) + " " + std::string(flag.value);
    for (const Argument& argument : command.arguments) {
        const std::string name(argument.name);
        text += argument.required ? " " + name : " [" + name + "]";
    }
    return text;
}

std::string help_text(const Command& command, std::string_view invoked_as) {
    std::string text = heading("Example:") + "\n  " + std::string(command.example) + "\n\n" +
                       std::string(command.description) + "\n\n" + heading("Usage:") + " " +
                       usage_line(command, invoked_as) + "\n\n";
    std::vector<Row> rows;
    for (const Argument& argument : command.arguments)
        rows.emplace_back(argument.name, argument.sentence);
    if (!rows.empty()) text += heading("Arguments:") + "\n" + table_of(rows) + "\n";
    rows.clear();
    for (const Flag& flag : command.all_flags())
        rows.emplace_back(flag_text(flag), flag_help(flag));
    return text + heading("Flags:") + "\n" + table_of(rows);
}

std::string help_text(const std::vector<Command>& commands) {
    std::vector<Row> rows;
    for (const Command& command : commands) {
        if (command.hidden) continue;
        std::string name(command.name);
        if (!command.alias.empty()) name += " (" + std::string(command.alias) + ")";
        rows.emplace_back(std::move(name), command.sentence);
    }
    return heading("Example:") + "\n  oct new-project shop && oct run shop --local\n\n" +
           heading("Usage:") + " oct COMMAND [FLAG...] [ARGUMENT...]\n\n" + heading("Commands:") +
           "\n" + table_of(rows) + "\n" + heading("Flags:") + "\n" +
           table_of({{"-h, --help", "print this help; each command has its own"},
                     {"--version", "print the version"}});
}

}  // namespace oct::apps
