// Completion for bash; needs nothing but bash itself.
#include "manual/manual.hpp"

namespace oct::apps {
namespace {

std::string in_quotes(const std::string& text) {
    return "\"" + text + "\"";
}

// What stands for a value: files, folders, or words; empty: nothing is offered.
std::string kind(std::string_view name, Offer offer) {
    const auto words = choices(name);
    if (!words.empty()) return joined({words.begin(), words.end()}, " ");
    return offer == Offer::Files ? "files" : offer == Offer::Folders ? "folders" : "";
}

std::string flags_with_values(const Command& command) {
    std::vector<std::string> all;
    for (const Flag& flag : command.all_flags())
        if (!flag.value.empty())
            for (const auto& spelling : spellings(flag)) all.push_back(spelling);
    return joined(all, " ");
}

std::string branches(const Command& command, const std::string& offer) {
    std::string text = "            case $before in\n";
    std::vector<std::string> all;
    for (const Flag& flag : command.all_flags()) {
        all.push_back("--" + std::string(flag.name));
        if (flag.value.empty()) continue;
        text += "                " + joined(spellings(flag), " | ") + ") " + offer + " " +
                in_quotes(kind(flag.value, flag.offer)) + "; return ;;\n";
    }
    text += "            esac\n            flags=" + in_quotes(joined(all, " ")) +
            "\n            valued=" + in_quotes(flags_with_values(command)) +
            "\n            kinds=(";
    for (const Argument& argument : command.arguments)
        text += (&argument == &command.arguments.front() ? "" : " ") +
                in_quotes(kind(argument.name, argument.offer));
    return text + ")\n";
}

// Offers the commands, then what the one that was typed takes.
std::string branches_of_all(const Manual& manual, const std::string& offer) {
    std::vector<std::string> words;
    std::string text = "    if ((COMP_CWORD == 1)); then\n        " + offer + " \"";
    for (const Command& command : manual.commands)
        for (const auto& spelling : spellings(command)) words.push_back(spelling);
    text += joined(words, " ") + " --help --version\"\n        return\n    fi\n" +
            "    case ${COMP_WORDS[1]} in\n";
    for (const Command& command : manual.commands)
        text += "        " + joined(spellings(command), " | ") + ")\n" + branches(command, offer) +
                "            ;;\n";
    return text + "        *) return ;;\n    esac\n";
}

}  // namespace

std::string bash_completion(const Manual& manual) {
    const bool commands = has_commands(manual);
    std::string name = "_" + manual.program;
    for (char& c : name)
        if (c == '-') c = '_';
    const std::string offer = name + "_offer";
    std::string text = "# Completion of " + manual.program +
                       " in bash, made from the table of commands.\n" + offer +
                       R"(() {  # files, folders, or the words to choose from
    case $1 in
        files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
        folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
        *) mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word") ;;
    esac
}

)" + name + R"(() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local first=)" + (commands ? "2" : "1") +
                       R"( flags= valued= kinds=() place=0 i
    if [[ $word == = ]]; then
        word=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
)";
    text += commands ? branches_of_all(manual, offer) : branches(manual.commands[0], offer);
    return text + R"(    for ((i = first; i < COMP_CWORD; i++)); do  # which argument is it?
        if [[ ${COMP_WORDS[i]} != -* ]]; then
            place=$((place + 1))
        elif [[ ${COMP_WORDS[i + 1]} == = ]]; then
            i=$((i + 2))
        elif [[ " $valued " == *" ${COMP_WORDS[i]} "* ]]; then
            i=$((i + 1))
        fi
    done
    if [[ $word == -* || -z ${kinds[place]-} ]]; then
        )" +
           offer + R"( "$flags"
    else
        )" +
           offer + R"( "${kinds[place]}"
    fi
}

complete -F )" +
           name + " " + manual.program + "\n";
}

}  // namespace oct::apps
