// Errors to exit codes.
#include "exit_code.hpp"

#include <oct/error.hpp>

#include "terminal.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <new>
#include <system_error>

namespace oct::apps {
namespace {

// Its own words name the call before the file, and the file in brackets.
std::string sentence_of(const std::filesystem::filesystem_error& error) {
    if (error.path1().empty()) return error.what();
    const std::string to = error.path2().empty() ? "" : " to " + error.path2().string();
    return error.path1().string() + to + ": " + error.code().message();
}

// The system says no more than "try again" where it has no room for another thread.
std::string sentence_of(const std::system_error& error) {
    if (error.code() != std::errc::resource_unavailable_try_again) return error.what();
    return "cannot start a thread: raise what it may have (ulimit -u, ulimit -v, the limits of its "
           "container), or ask for less, such as fewer cannons";
}

}  // namespace

int report_error(const std::string& program, const std::string& sentence, int code) {
    const std::string line =
        painted(Paint::Red, program + ":", stderr) + " " + printable(sentence) + "\n";
    std::fputs(line.c_str(), stderr);
    return code;
}

int report_failure(const std::string& program, const std::string& sentence, int code) {
    const bool counts_more = code == kFailed || code == kBadInput || code == kInterrupted;
    return report_error(program, sentence, counts_more ? code : kFailed);
}

int checked_output(const std::string& program, int code) {
    errno = 0;
    const bool flushed = std::fflush(stdout) == 0;
    if (flushed && std::ferror(stdout) == 0) return code;
    const std::string why = errno == 0 ? "" : ": " + std::generic_category().message(errno);
    return report_failure(program,
                          "standard output: not all could be written" + why +
                              ": what reads it has gone, or its disk is full",
                          code);
}

int guarded(const std::string& program, const std::function<int()>& body) {
    try {
        return body();
    } catch (const ConfigError& error) {
        return report_error(program, error.what(), kBadInput);
    } catch (const std::filesystem::filesystem_error& error) {
        return report_error(program, sentence_of(error), kFailed);
    } catch (const std::bad_alloc&) {
        return report_error(program, kOutOfMemory, kFailed);
    } catch (const std::system_error& error) {
        return report_error(program, sentence_of(error), kFailed);
    } catch (const std::exception& error) {
        return report_error(program, error.what(), kFailed);
    }
}

}  // namespace oct::apps
