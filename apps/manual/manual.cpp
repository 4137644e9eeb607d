// What the pages and the completions have in common.
#include "manual/manual.hpp"

#include "commands.hpp"
#include "turret_command.hpp"

namespace oct::apps {

std::vector<Manual> manuals() {
    Manual oct{"oct", "distributed load tests from C++", {}};
    for (const Command& command : commands())
        if (!command.hidden) oct.commands.push_back(command);
    const Command& turret = oct_turret_command();
    return {oct, {std::string(turret.name), std::string(turret.sentence), {turret}}};
}

bool has_commands(const Manual& manual) {
    return manual.commands.size() != 1 || manual.commands[0].name != manual.program;
}

std::string page_name(const Manual& manual, const Command& command) {
    const std::string name(command.name);
    return has_commands(manual) ? manual.program + "-" + name : name;
}

std::vector<std::string> spellings(const Flag& flag) {
    std::vector<std::string> all;
    for (const char letter : flag.letters) all.push_back(std::string("-") + letter);
    all.push_back("--" + std::string(flag.name));
    return all;
}

std::vector<std::string> spellings(const Command& command) {
    std::vector<std::string> all{std::string(command.name)};
    if (!command.alias.empty()) all.emplace_back(command.alias);
    return all;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text += between;
        text += word;
    }
    return text;
}

}  // namespace oct::apps
