// Completion for fish: one line a command, flag and argument.
#include "manual/manual.hpp"

namespace oct::apps {
namespace {

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "'";
}

// Options of `complete` that offer the values.
std::string offered(std::string_view name, Offer offer) {
    const auto words = choices(name);
    if (!words.empty()) return " -a " + in_quotes(joined({words.begin(), words.end()}, " "));
    if (offer == Offer::Folders) return " -a '(__fish_complete_directories)'";
    return offer == Offer::Files ? " -F" : "";
}

std::string lines_of(const Command& command, const std::string& start) {
    std::string text;
    for (const Flag& flag : command.all_flags()) {
        text += start;
        for (const char letter : flag.letters) text += std::string(" -s ") + letter;
        text += " -l " + std::string(flag.name);
        if (!flag.value.empty()) text += " -r" + offered(flag.value, flag.offer);
        text += " -d " + in_quotes(flag.sentence) + "\n";
    }
    for (const Argument& argument : command.arguments)
        if (const auto what = offered(argument.name, argument.offer); !what.empty())
            text += start + what + "\n";
    return text;
}

}  // namespace

std::string fish_completion(const Manual& manual) {
    const std::string start = "complete -c " + manual.program;
    std::string text = "# Completion of " + manual.program +
                       " in fish, made from the table of commands.\n" + start + " -f\n";
    if (!has_commands(manual)) return text + lines_of(manual.commands[0], start);
    const std::string first = start + " -n __fish_use_subcommand";
    for (const Command& command : manual.commands)
        for (const auto& spelling : spellings(command))
            text.append(first + " -a ")
                .append(spelling)
                .append(" -d " + in_quotes(command.sentence) + "\n");
    text +=
        first + " -s h -l help -d 'print help'\n" + first + " -l version -d 'print the version'\n";
    for (const Command& command : manual.commands)
        text += lines_of(command, start + " -n '__fish_seen_subcommand_from " +
                                      joined(spellings(command), " ") + "'");
    return text;
}

}  // namespace oct::apps
