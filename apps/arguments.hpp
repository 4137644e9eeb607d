// What was typed after a command, checked against its row in the table.
#pragma once

#include "command.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oct::apps {

/// The values of flags and arguments.
///
/// Errors:     every function throws ConfigError: a sentence for whoever typed it. Asking
///             for a flag that the table does not have is a std::out_of_range.
/// Threading:  value.
class Arguments {
public:
    /// argv[0] is not looked at. `invoked_as` ("oct run") stands in the messages.
    static Arguments parse(const Command& command, std::string_view invoked_as, int argc,
                           const char* const* argv);

    /// Throws when something is unknown, missing or not one of the words to choose from.
    void check(const Command& command) const;

    /// True when the flag was given.
    [[nodiscard]] bool has(std::string_view flag) const { return !texts(flag).empty(); }
    /// The last value given, otherwise the preset of the table.
    [[nodiscard]] std::string text(std::string_view flag) const;
    /// All values, in the order they were given.
    [[nodiscard]] const std::vector<std::string>& texts(std::string_view flag) const;
    /// A whole number within the bounds; the flag must have been given or have a preset.
    [[nodiscard]] long long integer(std::string_view flag, long long least, long long most) const;

    /// What was given without a flag.
    [[nodiscard]] const std::vector<std::string>& positional() const noexcept {
        return positional_;
    }

private:
    void check_count(const Command& command) const;

    std::map<std::string, std::vector<std::string>, std::less<>> given_;
    std::map<std::string, std::string, std::less<>> presets_;
    std::vector<std::string> positional_;
    std::vector<std::string> unknown_;  // flags that the table does not have
    std::string remedy_;                // "; see oct run --help"
};

}  // namespace oct::apps
