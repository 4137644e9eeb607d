// Everything that is not plainly a relative path of plain names is refused: nothing is repaired.
#include "project/archive/member_name.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace oct::project {
namespace {

constexpr std::size_t kMaxBytes = 1024;
constexpr std::size_t kMaxPartBytes = 255;  // what file systems take
constexpr std::size_t kMaxDepth = 32;

}  // namespace

std::string_view name_fault(std::string_view name) {
    if (name.empty()) return "has no name";
    if (name.size() > kMaxBytes) return "has a name of more than 1024 bytes";
    if (base::sanitized(name, kMaxBytes) != name)
        return "has a name with control characters or broken UTF-8";
    if (name.front() == '/') return "has an absolute name";
    for (std::size_t depth = 1;; ++depth) {
        const auto end = std::min(name.find('/'), name.size());
        const auto part = name.substr(0, end);
        if (part == "..") return "leads out of the archive's folder";
        if (part.empty() || part == ".") return "has an empty part in its name";
        if (part.size() > kMaxPartBytes) return "has a part of more than 255 bytes in its name";
        if (depth > kMaxDepth) return "lies more than 32 folders deep";
        if (end == name.size()) return {};
        name.remove_prefix(end + 1);
    }
}

}  // namespace oct::project
