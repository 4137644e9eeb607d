// Errors to exit codes.
#include "exit_code.hpp"

#include <oct/error.hpp>

#include <cxxopts.hpp>

#include <cstdio>

namespace oct::apps {
namespace {

int report(const char* program, const char* what, int code) {
    std::fprintf(stderr, "%s: %s\n", program, what);
    return code;
}

}  // namespace

int guarded(const char* program, const std::function<int()>& body) {
    try {
        return body();
    } catch (const ConfigError& error) {
        return report(program, error.what(), kBadInput);
    } catch (const cxxopts::exceptions::exception& error) {
        return report(program, (std::string(error.what()) + "; see --help").c_str(), kBadInput);
    } catch (const std::exception& error) {
        return report(program, error.what(), kFailed);
    }
}

}  // namespace oct::apps
