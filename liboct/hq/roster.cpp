// Status words are free; only ready, running, aborted and killed mean something to the HQ.
#include "hq/roster.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace oct::hq {
namespace {

constexpr std::size_t kMaxTurrets = 100'000;  // uuids come from outside: bound the memory

bool gone(const TurretStatus& status) {
    return equal_ignoring_case(status.status, "aborted") ||
           equal_ignoring_case(status.status, "killed");
}

}  // namespace

bool Roster::is(const Entry& entry, std::string_view word) {
    return equal_ignoring_case(entry.record.last.status, word);
}

bool Roster::status(const TurretStatus& status, int connection, std::string_view hq, SteadyTime now,
                    WallTime wall) {
    if (entries_.size() >= kMaxTurrets && !entries_.contains(status.uuid)) return false;
    const auto [place, added] = entries_.try_emplace(status.uuid);
    Entry& entry = place->second;
    if (added) entry.record.joined = wall;
    const bool changed = added || entry.record.last.status != status.status || entry.record.lost;

    const auto counts = entry.record.last.counts;
    const bool last_word = entry.last_word;
    entry.record.last = status;
    if (status.hq != hq) entry.record.last.counts.reset();  // counts of another HQ's run
    if (!entry.record.last.counts) entry.record.last.counts = counts;
    entry.version2 = entry.version2 || (!status.hq.empty() && status.hq == hq);
    entry.last_word = last_word || (status.last_word && status.hq == hq);
    entry.record.last.last_word = entry.last_word;
    if (draining_ && !entry.last_word && is(entry, "ready")) entry.expected = false;

    entry.record.updated = wall;
    entry.record.lost.reset();
    entry.heard = now;
    entry.connection = connection;
    return changed;
}

void Roster::received(std::string_view uuid, std::uint64_t results, SteadyTime now) {
    const auto place = entries_.find(uuid);
    if (place == entries_.end()) return;
    place->second.record.received += results;
    place->second.heard = now;
}

void Roster::rejected(std::string_view uuid) {
    const auto place = entries_.find(uuid);
    if (place != entries_.end()) ++place->second.record.rejected;
}

void Roster::connected(int connection) {
    for (auto& [uuid, entry] : entries_)
        if (entry.connection == connection) entry.connection = -1;
}

const Entry* Roster::disconnected(int connection, WallTime wall) {
    for (auto& [uuid, entry] : entries_) {
        if (entry.connection != connection) continue;
        entry.connection = -1;
        return lose(entry, wall) ? &entry : nullptr;
    }
    return nullptr;
}

std::vector<const Entry*> Roster::fallen_silent(SteadyTime now, WallTime wall,
                                                std::chrono::nanoseconds silence) {
    std::vector<const Entry*> silent;
    for (auto& [uuid, entry] : entries_)
        if (now - entry.heard >= silence && lose(entry, wall)) silent.push_back(&entry);
    return silent;
}

// True when this is news, and a loss: who has said its last word, or that it goes, may go.
bool Roster::lose(Entry& entry, WallTime wall) {
    if (entry.record.lost || entry.last_word || gone(entry.record.last)) return false;
    entry.record.lost = wall;
    return true;
}

void Roster::begin_drain() {
    draining_ = true;
}

void Roster::expect_ready() {
    for (auto& [uuid, entry] : entries_)
        if (is(entry, "ready") && !entry.record.lost) entry.expected = true;
}

int Roster::ready() const {
    return static_cast<int>(std::count_if(entries_.begin(), entries_.end(), [](const auto& item) {
        return is(item.second, "ready") && !item.second.record.lost;
    }));
}

std::size_t Roster::present() const {
    return static_cast<std::size_t>(
        std::count_if(entries_.begin(), entries_.end(), [](const auto& item) {
            const Entry& entry = item.second;
            return !entry.record.lost && !gone(entry.record.last);
        }));
}

bool Roster::someone_to_start() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        const Entry& entry = item.second;
        return is(entry, "ready") && !entry.record.lost && !entry.last_word;
    });
}

bool Roster::someone_initializing() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        return is(item.second, "initialized") && !item.second.record.lost;
    });
}

bool Roster::all_done() const {
    return std::all_of(entries_.begin(), entries_.end(), [](const auto& item) {
        const Entry& entry = item.second;
        return !entry.expected || entry.last_word || entry.record.lost || gone(entry.record.last) ||
               !entry.version2;
    });
}

bool Roster::has_version1() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        return !item.second.version2 && !gone(item.second.record.last);
    });
}

std::vector<TurretRecord> Roster::records() const {
    std::vector<TurretRecord> all;
    for (const auto& [uuid, entry] : entries_) all.push_back(entry.record);
    std::stable_sort(all.begin(), all.end(), [](const TurretRecord& a, const TurretRecord& b) {
        return a.last.turret < b.last.turret;
    });
    return all;
}

const Entry* Roster::find(std::string_view uuid) const {
    const auto place = entries_.find(uuid);
    return place == entries_.end() ? nullptr : &place->second;
}

}  // namespace oct::hq
