// --help, made from the table.
#pragma once

#include "command.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oct::apps {

/// Help of `oct` itself: an example, the commands, where to read on.
[[nodiscard]] std::string help_text(const std::vector<Command>& commands);

/// Help of one command; `invoked_as`: "oct run".
[[nodiscard]] std::string help_text(const Command& command, std::string_view invoked_as);

/// "oct run [FLAG...] PROJECT": with the flags that are required.
[[nodiscard]] std::string usage_line(const Command& command, std::string_view invoked_as);

/// "-r, -o, --results DIR".
[[nodiscard]] std::string flag_text(const Flag& flag);

/// The flag's sentence, whether it may be repeated, and its preset.
[[nodiscard]] std::string flag_help(const Flag& flag);

}  // namespace oct::apps
