// What a person sees of the turrets while a run goes on.
#include "base/seconds.hpp"
#include "hq/roster.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace oct::hq {
namespace {

bool by_name(const Entry* a, const Entry* b) {
    return std::tie(a->record.name, a->record.uuid) < std::tie(b->record.name, b->record.uuid);
}

bool is_away(const Entry* entry) {
    return entry->record.lost || entry->record.left || entry->stage == Stage::Gone;
}

bool comes_first(const Entry* a, const Entry* b) {
    return is_away(a) != is_away(b) ? is_away(a) : by_name(a, b);
}

}  // namespace

std::uint64_t Roster::cannons() const {
    std::uint64_t sum = 0;
    for (const auto& [uuid, entry] : entries_)
        if (entry.is_present()) sum += entry.record.cannons;
    return sum;
}

std::uint64_t Roster::planned_cannons() const {
    std::uint64_t sum = 0;
    for (const auto& [uuid, entry] : entries_) {
        const TurretStatus& last = entry.record;
        sum += last.planned_cannons != 0 ? last.planned_cannons : last.cannons;
    }
    return sum;
}

void Roster::measure_rates(std::chrono::nanoseconds time) {
    const double seconds = base::to_seconds(time);
    for (auto& [uuid, entry] : entries_) {
        const std::uint64_t before = std::exchange(entry.received_before, entry.receipts.taken());
        entry.per_second = static_cast<double>(entry.receipts.taken() - before) / seconds;
    }
}

std::vector<TurretProgress> Roster::progress(std::size_t most) const {
    std::vector<const Entry*> shown;
    for (const auto& [uuid, entry] : entries_) shown.push_back(&entry);
    if (shown.size() > most) {
        const auto end = shown.begin() + static_cast<std::ptrdiff_t>(most);
        std::nth_element(shown.begin(), end, shown.end(), comes_first);
        shown.erase(end, shown.end());
    }
    std::sort(shown.begin(), shown.end(), by_name);
    std::vector<TurretProgress> all;
    all.reserve(shown.size());
    for (const Entry* entry : shown) all.push_back({record_of(*entry), entry->per_second});
    return all;
}

}  // namespace oct::hq
