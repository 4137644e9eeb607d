// Completion for zsh: specifications for _arguments.
#include "manual/manual.hpp"

namespace oct::apps {
namespace {

// Inside '…' and inside […] or :…: of a specification.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else if (c == '[' || c == ']' || c == ':' || c == '\\')
            out += std::string("\\") + c;
        else
            out += c;
    }
    return out;
}

std::string action(std::string_view name, Offer offer) {
    const auto words = choices(name);
    if (!words.empty()) return "(" + joined({words.begin(), words.end()}, " ") + ")";
    return offer == Offer::Files ? "_files" : offer == Offer::Folders ? "_files -/" : " ";
}

std::string flag_line(const Flag& flag) {
    const auto all = spellings(flag);
    std::string text;
    for (const auto& spelling : all) {
        const bool equals = spelling.size() > 2 && !flag.value.empty();
        const std::string value =
            flag.value.empty() ? ""
                               : ":" + escaped(flag.value) + ":" + action(flag.value, flag.offer);
        text.append("            '")
            .append(flag.repeats ? "*" : "(" + joined(all, " ") + ")")
            .append(spelling)
            .append(equals ? "=" : "")
            .append("[" + escaped(flag.sentence) + "]")
            .append(value)
            .append("' \\\n");
    }
    return text;
}

std::string arguments_call(const Command& command) {
    std::string text = "_arguments -S \\\n";
    for (const Flag& flag : command.all_flags()) text += flag_line(flag);
    for (const Argument& argument : command.arguments)
        text += std::string("            '") + (argument.required ? ":" : "::") +
                escaped(argument.name) + ":" + action(argument.name, argument.offer) + "' \\\n";
    return text.substr(0, text.size() - 3) + "\n";
}

}  // namespace

std::string zsh_completion(const Manual& manual) {
    const std::string name = "_" + manual.program;
    std::string text = "#compdef " + manual.program + "\n# Completion of " + manual.program +
                       " in zsh, made from the table of commands.\n" + name + "() {\n";
    if (!has_commands(manual)) {
        text += "        " + arguments_call(manual.commands[0]);
    } else {
        text += "    local -a commands=(\n";
        for (const Command& command : manual.commands)
            for (const auto& spelling : spellings(command))
                text += "        '" + escaped(spelling) + ":" + escaped(command.sentence) + "'\n";
        text +=
            "    )\n    if ((CURRENT == 2)); then\n"
            "        _describe -t commands command commands\n"
            "        _arguments '(- *)'{-h,--help}'[print help]' '(- *)--version[print the "
            "version]'\n"
            "        return\n    fi\n    shift words\n    ((CURRENT--))\n    case $words[1] in\n";
        for (const Command& command : manual.commands)
            text += "        " + joined(spellings(command), "|") + ")\n            " +
                    arguments_call(command) + "            ;;\n";
        text += "    esac\n";
    }
    return text + "}\n\n" + name + " \"$@\"\n";
}

}  // namespace oct::apps
