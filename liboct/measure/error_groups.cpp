// Bounding and merging groups of failures.
#include "measure/error_groups.hpp"

#include <algorithm>

namespace oct::measure {
namespace {

// Never ends within a character of UTF-8.
std::string_view cut(std::string_view text) {
    if (text.size() <= ErrorGroups::kMostBytes) return text;
    std::size_t size = ErrorGroups::kMostBytes;
    while (size != 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80) --size;
    return text.substr(0, size);
}

}  // namespace

void ErrorGroup::merge(const ErrorGroup& other) {
    if (other.count == 0) return;
    if (count == 0 || other.first < first || (other.first == first && other.turret < turret)) {
        first = other.first;
        turret = other.turret;
    }
    last = count == 0 ? other.last : std::max(last, other.last);
    count += other.count;
}

ErrorGroup& ErrorGroups::group(std::string_view message) {
    message = cut(message);
    auto place = places_.find(message);
    if (place == places_.end() && places_.size() >= kMostMessages) {
        message = kOthers;
        place = places_.find(message);
    }
    if (place == places_.end()) {
        place = places_.emplace(message, groups_.size()).first;
        groups_.emplace_back().message = message;
    }
    return groups_[place->second];
}

void ErrorGroups::add(std::string_view message, std::chrono::nanoseconds offset,
                      std::string_view turret) {
    ErrorGroup& known = group(message);
    if (known.count == 0 || offset < known.first ||
        (offset == known.first && turret < known.turret)) {
        known.first = offset;
        known.turret = turret;
    }
    known.last = known.count == 0 ? offset : std::max(known.last, offset);
    ++known.count;
}

void ErrorGroups::merge(const ErrorGroup& other) {
    if (other.count != 0) group(other.message).merge(other);
}

void ErrorGroups::clear() {
    for (ErrorGroup& known : groups_) known.count = 0;
}

}  // namespace oct::measure
