// The best source comes first: who started the turret, then what it said itself.
#include "hq/turret_fate.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <functional>
#include <string_view>

namespace oct::hq {
namespace {

std::string list_of(const std::vector<TurretRecord>& records, std::string_view comma,
                    const std::function<std::string(const TurretRecord&)>& text_of) {
    constexpr std::size_t kMost = 5;
    std::string text;
    for (std::size_t i = 0; i < records.size() && i < kMost; ++i)
        text += fmt::format("{}{}", i == 0 ? "" : comma, text_of(records[i]));
    if (records.size() > kMost) text += fmt::format("{}and {} more", comma, records.size() - kMost);
    return text;
}

}  // namespace

std::string fate_of(const TurretRecord& record) {
    if (!record.end.empty()) return record.name + " " + record.end;
    if (base::equal_ignoring_case(record.status, "aborted"))
        return record.name + " aborted" + (record.reason.empty() ? "" : ": " + record.reason);
    if (record.left)
        return record.name + " left" + (record.reason.empty() ? "" : " (" + record.reason + ")");
    if (record.lost) return record.name + " is lost";
    return record.name + " had fired all that its plan asks for";
}

std::string fates_of(const std::vector<TurretRecord>& records) {
    return list_of(records, "; ", &fate_of);
}

std::string names_of(const std::vector<TurretRecord>& records) {
    return list_of(records, ", ", [](const TurretRecord& record) { return record.name; });
}

}  // namespace oct::hq
