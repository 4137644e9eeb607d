// Everything to read and to complete that is made from the table of commands.
#pragma once

#include "command.hpp"

#include <string>
#include <vector>

namespace oct::apps {

/// A program as the manual sees it.
struct Manual {
    std::string program;            ///< "oct"
    std::string sentence;           ///< what it is, for the manual's NAME
    std::vector<Command> commands;  ///< without the hidden ones; one without a name: the program
};

/// `oct` and `oct-turret`.
[[nodiscard]] std::vector<Manual> manuals();

/// Page in man(7) of a program with commands; each of these has a page of its own.
[[nodiscard]] std::string manual_page(const Manual& manual);
[[nodiscard]] std::string manual_page(const Manual& manual, const Command& command);
/// "oct-run": name of the page.
[[nodiscard]] std::string page_name(const Manual& manual, const Command& command);

[[nodiscard]] std::string bash_completion(const Manual& manual);
[[nodiscard]] std::string zsh_completion(const Manual& manual);
[[nodiscard]] std::string fish_completion(const Manual& manual);

/// docs/commands.md.
[[nodiscard]] std::string command_reference(const std::vector<Manual>& manuals);

/// "-r", "-o" and "--results".
[[nodiscard]] std::vector<std::string> spellings(const Flag& flag);
/// The name and the alias.
[[nodiscard]] std::vector<std::string> spellings(const Command& command);
[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view between);
/// True when the program has commands, as `oct` has and `oct-turret` has not.
[[nodiscard]] bool has_commands(const Manual& manual);

}  // namespace oct::apps
