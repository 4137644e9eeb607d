// Escaping what would end a command or a property.
#include "base/annotation.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"

#include <fmt/format.h>

namespace oct::base {
namespace {

// Written as %XX; control characters are gone before.
std::string escaped(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : sanitized(text, kMaxErrorBytes)) {
        if (special.find(c) == std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace

std::string annotation(std::string_view level, std::string_view title, std::string_view text) {
    return fmt::format("::{} title={}::{}\n", level, escaped(title, "%:,"), escaped(text, "%"));
}

}  // namespace oct::base
