// Fuzzes limits and changes to fail on: read, or refused with a ConfigError; what is read prints
// the same.
#include <oct/compare.hpp>
#include <oct/error.hpp>
#include <oct/limit.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    try {
        const oct::Limit limit = oct::Limit::parse(text);
        if (oct::Limit::parse(limit.to_string()) != limit) std::abort();
    } catch (const oct::ConfigError& error) {
        if (*error.what() == '\0') std::abort();
    }
    try {
        static_cast<void>(oct::FailOn::parse(text));
    } catch (const oct::ConfigError& error) {
        if (*error.what() == '\0') std::abort();
    }
    return 0;
}
