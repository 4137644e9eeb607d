// oct results-to-csv
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "terminal.hpp"

#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace oct::apps {
namespace {

char delimiter_of(const std::string& text) {
    if (text == "\\t") return '\t';
    if (text.size() == 1) return text[0];
    throw ConfigError("--delimiter " + text + ": expected one character, or \\t");
}

}  // namespace

int command_results_to_csv(const Arguments& arguments) {
    const CsvOptions options{delimiter_of(arguments.text("delimiter")), arguments.has("raw")};
    const std::string& database = arguments.positional()[0];
    const std::string& file = arguments.positional()[1];
    if (file == "-") {
        if (options.raw && ::isatty(STDOUT_FILENO) == 1)
            throw ConfigError(
                "--raw to a terminal could control it: name a file, or leave --raw out");
        results_to_csv(database, std::cout, options);
        return kOk;
    }
    const auto rows = results_to_csv(database, std::filesystem::path(file), options);
    std::printf("created: %s, %llu rows\n", printable(file).c_str(),
                static_cast<unsigned long long>(rows));
    return kOk;
}

}  // namespace oct::apps
