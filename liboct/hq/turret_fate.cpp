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
    const TurretStatus& last = record.last;
    if (!record.end.empty()) return last.turret + " " + record.end;
    if (base::equal_ignoring_case(last.status, "aborted"))
        return last.turret + " aborted" + (last.reason.empty() ? "" : ": " + last.reason);
    if (record.left)
        return last.turret + " left" + (last.reason.empty() ? "" : " (" + last.reason + ")");
    if (record.lost) return last.turret + " is lost";
    return last.turret + " had fired all that its plan asks for";
}

std::string fates_of(const std::vector<TurretRecord>& records) {
    return list_of(records, "; ", &fate_of);
}

std::string names_of(const std::vector<TurretRecord>& records) {
    return list_of(records, ", ", [](const TurretRecord& record) { return record.last.turret; });
}

}  // namespace oct::hq
