// Errors to exit codes.
#include "exit_code.hpp"

#include <oct/error.hpp>

#include "terminal.hpp"

#include <cstdio>

namespace oct::apps {

int report_error(const std::string& program, const std::string& sentence, int code) {
    const std::string line =
        painted(Paint::Red, program + ":", stderr) + " " + printable(sentence) + "\n";
    std::fputs(line.c_str(), stderr);
    return code;
}

int guarded(const std::string& program, const std::function<int()>& body) {
    try {
        return body();
    } catch (const ConfigError& error) {
        return report_error(program, error.what(), kBadInput);
    } catch (const std::exception& error) {
        return report_error(program, error.what(), kFailed);
    }
}

}  // namespace oct::apps
