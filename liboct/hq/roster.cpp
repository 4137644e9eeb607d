// Status words are free; only initialized, ready, running, aborted and killed mean something here.
#include "hq/roster.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace oct::hq {
namespace {

constexpr std::size_t kMaxTurrets = 100'000;  // uuids come from outside: bound the memory

bool says(const Entry& entry, std::string_view word) {
    return base::equal_ignoring_case(entry.record.last.status, word);
}

}  // namespace

bool Roster::status(const TurretStatus& status, int connection, std::string_view hq, SteadyTime now,
                    WallTime wall) {
    if (entries_.size() >= kMaxTurrets && !entries_.contains(status.uuid)) return false;
    const auto [place, added] = entries_.try_emplace(status.uuid);
    Entry& entry = place->second;
    if (added) entry.record.joined = wall;
    const bool changed = added || entry.record.last.status != status.status || entry.record.lost;
    const bool of_this_run = !status.hq.empty() && status.hq == hq;

    const auto counts = entry.record.last.counts;
    const auto health = entry.record.last.health;
    entry.record.last = status;
    if (!of_this_run) entry.record.last.counts = counts;  // others are of another HQ's run
    if (!of_this_run || !status.health) entry.record.last.health = health;
    if (counts && !of_this_run) entry.record.last.hq = hq;
    entry.version2 = entry.version2 || of_this_run;
    advance(entry, of_this_run);
    entry.record.last.last_word = entry.stage == Stage::Done;

    entry.record.updated = wall;
    entry.record.lost.reset();
    entry.heard = now;
    entry.connection = connection;
    return changed;
}

// The one place where a turret goes from one stage to the next.
void Roster::advance(Entry& entry, bool of_this_run) const {
    const TurretStatus& status = entry.record.last;
    if (entry.stage == Stage::Done) return;
    if (status.last_word && of_this_run)
        entry.stage = Stage::Done;
    else if (says(entry, "aborted") || says(entry, "killed"))
        entry.stage = Stage::Gone;
    else if (says(entry, "running") && (of_this_run || entry.stage == Stage::Told))
        entry.stage = Stage::Firing;
    else if (entry.stage == Stage::Gone ||
             (says(entry, "ready") && draining_ && entry.stage == Stage::Told))
        entry.stage = Stage::Waiting;
}

void Roster::received(std::string_view uuid, std::uint64_t results, SteadyTime now) {
    const auto place = entries_.find(uuid);
    if (place == entries_.end()) return;
    Entry& entry = place->second;
    entry.record.received += results;
    entry.record.lost.reset();
    entry.heard = now;
}

void Roster::rejected(std::string_view uuid) {
    const auto place = entries_.find(uuid);
    if (place != entries_.end()) ++place->second.record.rejected;
}

// Who has never said a status has no account: what it sends is taken as it comes.
std::vector<Sequence::Range> Roster::batch(std::string_view uuid, std::uint64_t first,
                                           std::uint64_t count) {
    const auto place = entries_.find(uuid);
    if (place == entries_.end()) return {{first, first + count}};
    return place->second.sequence.take(first, count);
}

void Roster::connected(int connection) {
    for (auto& [uuid, entry] : entries_)
        if (entry.connection == connection) entry.connection = -1;
}

void Roster::disconnected(int connection, WallTime wall) {
    for (auto& [uuid, entry] : entries_) {
        if (entry.connection != connection) continue;
        entry.connection = -1;
        entry.cut = wall;
    }
}

bool Roster::someone_cut() const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [](const auto& item) { return item.second.cut.has_value(); });
}

std::vector<const Entry*> Roster::lose_cut() {
    std::vector<const Entry*> gone;
    for (auto& [uuid, entry] : entries_) {
        if (!entry.cut) continue;
        if (lose(entry, *entry.cut)) gone.push_back(&entry);
        entry.cut.reset();
    }
    return gone;
}

std::vector<const Entry*> Roster::lose_silent(SteadyTime now, WallTime wall,
                                              std::chrono::nanoseconds silence,
                                              SteadyTime listening) {
    std::vector<const Entry*> silent;
    for (auto& [uuid, entry] : entries_)
        if (now - std::max(entry.heard, listening) >= silence && lose(entry, wall))
            silent.push_back(&entry);
    return silent;
}

// True when this is news, and a loss: who is done, or said that it goes, may go.
bool Roster::lose(Entry& entry, WallTime wall) {
    if (entry.record.lost || entry.stage == Stage::Done || entry.stage == Stage::Gone) return false;
    entry.record.lost = wall;
    return true;
}

void Roster::tell_ready() {
    for (auto& [uuid, entry] : entries_)
        if (entry.stage == Stage::Waiting && says(entry, "ready") && !entry.record.lost)
            entry.stage = Stage::Told;
}

int Roster::ready() const {
    return static_cast<int>(std::count_if(entries_.begin(), entries_.end(), [](const auto& item) {
        return says(item.second, "ready") && !item.second.record.lost;
    }));
}

std::size_t Roster::present() const {
    return static_cast<std::size_t>(
        std::count_if(entries_.begin(), entries_.end(), [](const auto& item) {
            return item.second.stage != Stage::Gone && !item.second.record.lost;
        }));
}

std::uint64_t Roster::cannons() const {
    std::uint64_t sum = 0;
    for (const auto& [uuid, entry] : entries_)
        if (entry.stage != Stage::Gone && !entry.record.lost) sum += entry.record.last.cannons;
    return sum;
}

bool Roster::someone_to_start() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        const Entry& entry = item.second;
        return (entry.stage == Stage::Waiting || entry.stage == Stage::Told) &&
               says(entry, "ready") && !entry.record.lost;
    });
}

bool Roster::someone_initializing() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        return says(item.second, "initialized") && !item.second.record.lost;
    });
}

bool Roster::all_done() const {
    return std::none_of(entries_.begin(), entries_.end(), [](const auto& item) {
        const Entry& entry = item.second;
        const bool firing =
            entry.stage == Stage::Told || (entry.stage == Stage::Firing && entry.version2);
        return firing && !entry.record.lost;
    });
}

bool Roster::nothing_left() const {
    bool done = false;
    for (const auto& [uuid, entry] : entries_) {
        if (entry.stage == Stage::Done)
            done = done || !says(entry, "aborted");
        else if (entry.stage != Stage::Gone)
            return false;
    }
    return done;
}

bool Roster::has_version1() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        const Entry& entry = item.second;
        return entry.stage == Stage::Firing && !entry.version2 && !entry.record.lost;
    });
}

std::vector<TurretRecord> Roster::records() const {
    std::vector<TurretRecord> all;
    for (const auto& [uuid, entry] : entries_) {
        TurretRecord& record = all.emplace_back(entry.record);
        const Sequence& sequence = entry.sequence;
        if (sequence.last() == 0) continue;  // its results have no numbers
        record.undelivered =
            sequence.missing(record.last.last_word && record.last.counts ? record.last.counts->sent
                                                                         : sequence.last());
        record.repeated = sequence.repeated();
    }
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
