// The version this library was built as, and the check of the headers a program was built with.
#include <oct/error.hpp>
#include <oct/version.hpp>

#include <fmt/format.h>

#define OCT_TEXT_(x) #x
#define OCT_TEXT(x) OCT_TEXT_(x)

namespace oct {

const char* version() noexcept {
    return OCT_TEXT(OCT_VERSION_MAJOR) "." OCT_TEXT(OCT_VERSION_MINOR) "." OCT_TEXT(
        OCT_VERSION_PATCH);
}

void require_version(Version compiled) {
    constexpr Version kLinked;
    if (compiled.major == kLinked.major && (compiled.major > 0 || compiled.minor == kLinked.minor))
        return;
    throw Error(fmt::format(
        "this program was compiled with liboct {}.{}.{} but runs with {}: compile it again",
        compiled.major, compiled.minor, compiled.patch, version()));
}

}  // namespace oct
