// docs/commands.md: the same table for whoever reads the documentation.
#include "exit_code.hpp"
#include "help.hpp"
#include "manual/manual.hpp"

namespace oct::apps {
namespace {

// A cell of a table: a bar would end it.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
}

std::string row(std::string_view left, std::string_view right) {
    return "| `" + cell(left) + "` | " + cell(right) + " |\n";
}

std::string section(const Manual& manual, const Command& command) {
    const std::string typed =
        has_commands(manual) ? manual.program + " " + std::string(command.name) : manual.program;
    std::string text = "## " + typed + "\n";
    if (!command.alias.empty())
        text += "Also `" + manual.program + " " + std::string(command.alias) + "`. ";
    text += std::string(command.description) + "\n\n    " + std::string(command.example) +
            "\n\nUsage: `" + usage_line(command, typed) + "`\n\n| | |\n|---|---|\n";
    for (const Argument& argument : command.arguments)
        text += row(argument.name, argument.sentence);
    for (const Flag& flag : command.all_flags()) text += row(flag_text(flag), flag_help(flag));
    return text + "\n";
}

}  // namespace

std::string command_reference(const std::vector<Manual>& manuals) {
    std::string text =
        "<!-- Made from the table of commands (apps/commands.cpp): oct generate-manual DIR. -->\n"
        "# Command reference\n";
    for (const Manual& manual : manuals)
        for (const Command& command : manual.commands) text += section(manual, command);
    text += "## Exit codes\n| code | meaning |\n|---|---|\n";
    for (const auto& [code, meaning] : kExitCodes) text += row(std::to_string(code), meaning);
    return text + "\nMore in [exit-codes.md](exit-codes.md).\n";
}

}  // namespace oct::apps
