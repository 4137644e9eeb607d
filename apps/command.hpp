// What a command is: one row of the table that parsing, help, manual and completion are made from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oct::apps {

class Arguments;

/// What a shell offers for a value. Words with | between them are offered themselves.
enum class Offer { Nothing, Files, Folders };

/// A flag of a command.
struct Flag {
    std::string_view name;      ///< "results", typed --results
    std::string_view letters;   ///< "ro": also -r and -o
    std::string_view value;     ///< "DIR", or the words to choose from; empty: a switch
    std::string_view sentence;  ///< without a capital and a full stop
    std::string_view preset;    ///< the value when it is not given; empty: none
    Offer offer = Offer::Nothing;
    bool required = false;
    bool repeats = false;  ///< each time adds a value; otherwise the last one counts
};

/// What a command is given without a flag, in this order.
struct Argument {
    std::string_view name;  ///< "PROJECT", or the words to choose from: "forwarder|streamer"
    std::string_view sentence;
    Offer offer = Offer::Nothing;
    bool required = true;
};

/// A command of `oct`, or the whole of `oct-turret`.
struct Command {
    std::string_view name;         ///< "run"
    std::string_view alias;        ///< empty: none
    std::string_view sentence;     ///< for the list of commands
    std::string_view description;  ///< a paragraph or two for help and manual
    std::string_view example;      ///< one line that works
    std::vector<Argument> arguments;
    std::vector<Flag> flags;
    int (*run)(const Arguments& arguments) = nullptr;
    bool hidden = false;  ///< not listed: a tool of the build

    /// The command's own flags, then those that every command has.
    [[nodiscard]] std::vector<Flag> all_flags() const;
};

/// The words of "auto|always|never"; nothing when there is no choice.
[[nodiscard]] std::vector<std::string_view> choices(std::string_view value);

}  // namespace oct::apps
