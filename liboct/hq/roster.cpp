// What is true of all turrets, and which of them are lost.
#include "hq/roster.hpp"

#include <algorithm>
#include <utility>

namespace oct::hq {
namespace {

constexpr std::size_t kMaxTurrets = 100'000;  // uuids come from outside: bound the memory
// A turret of version 1 that reconnects after the stop is there again after about 2 s.
constexpr std::chrono::seconds kComesBack(5);

}  // namespace

// How many there are that are so.
template <class Is>
std::uint64_t Roster::count(Is is) const {
    return static_cast<std::uint64_t>(std::count_if(
        entries_.begin(), entries_.end(), [&](const auto& item) { return is(item.second); }));
}

template <class Is>
bool Roster::any(Is is) const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [&](const auto& item) { return is(item.second); });
}

bool Roster::status(const TurretStatus& status, int connection, std::string_view hq, SteadyTime now,
                    WallTime wall) {
    if (entries_.size() >= kMaxTurrets && !entries_.contains(status.uuid)) return false;
    const auto [place, added] = entries_.try_emplace(status.uuid);
    Entry& entry = place->second;
    if (added) entry.record.joined = wall;
    const bool changed = added || entry.record.status != status.status || entry.record.lost;
    const bool of_this_run = !status.hq.empty() && status.hq == hq;
    const bool was_version2 = entry.version2();

    const bool same_name = entry.record.name == status.name;
    entry.say(status, hq);
    if (of_this_run && status.health)
        entry.began_by = std::min(entry.began_by, now - started_ - status.health->watched);
    if (added && !entry.version2()) {
        entry.record.early = senders_.claim(status.name);
        entry.receipts.take(entry.record.early, false);
        entry.took_part = entry.record.early != 0;
    }
    entry.hear(now);
    entry.advance(of_this_run, draining_, wall);
    entry.record.last_word = entry.stage == Stage::Done;

    entry.record.updated = wall;
    entry.record.end.clear();
    if (entry.connection != connection) entry.cut.reset();  // it has come back by another one
    // Who sends what depends on these only.
    if (added || entry.connection != connection || !same_name || entry.version2() != was_version2)
        senders_.forget();
    entry.connection = connection;
    senders_.spoke(entry, entries_);
    return changed;
}

void Roster::begin_run(SteadyTime now) {
    started_ = now;
    for (auto& [uuid, entry] : entries_)
        if (!entry.says("ready")) entry.began_by = std::chrono::nanoseconds(0);
}

// A turret of version 1 need not say that it fires.
void Roster::received(const wire::Sender& from, std::uint64_t results, SteadyTime now) {
    const auto place = entries_.find(from.uuid);
    if (place == entries_.end()) {
        if (from.uuid.empty()) senders_.came_early(from.name, results, entries_);
        unknown_heard_ = now;
        return;
    }
    Entry& entry = place->second;
    entry.receipts.take(results, draining_);
    entry.hear(now);
    if (draining_ || entry.version2()) return;
    if (entry.stage != Stage::Waiting && entry.stage != Stage::Told) return;
    entry.stage = Stage::Firing;
    entry.took_part = true;
}

void Roster::left_out(std::string_view uuid, std::uint64_t results) {
    const auto place = entries_.find(uuid);
    if (place != entries_.end())
        place->second.receipts.leave_out(results);
    else
        left_out_of_nobody_ += results;
}

// Who has never said a status has no account: what it sends is taken as it comes.
std::vector<Sequence::Range> Roster::batch(std::string_view uuid, std::uint64_t first,
                                           std::uint64_t count) {
    const auto place = entries_.find(uuid);
    if (place == entries_.end()) return {{first, first + count}};
    return place->second.receipts.batch(first, count);
}

void Roster::connected(int connection) {
    senders_.connected(connection);
    open_.insert(connection);
    for (auto& [uuid, entry] : entries_)
        if (entry.connection == connection) entry.connection = -1;
}

void Roster::disconnected(int connection, WallTime wall) {
    senders_.disconnected(connection);
    open_.erase(connection);
    for (auto& [uuid, entry] : entries_)
        if (entry.connection == connection) entry.cut = wall;
}

bool Roster::someone_cut() const {
    return any([](const Entry& entry) { return entry.cut.has_value(); });
}

std::vector<const Entry*> Roster::lose_cut(SteadyTime now) {
    std::vector<const Entry*> gone;
    senders_.emptied();
    for (auto& [uuid, entry] : entries_) {
        if (!entry.cut) continue;
        if (lose(entry, now, *entry.cut)) gone.push_back(&entry);
        if (entry.ends_by_itself(draining_)) entry.heard = now;
        entry.connection = -1;
        entry.cut.reset();
        senders_.forget();
    }
    return gone;
}

std::vector<const Entry*> Roster::lose_silent(SteadyTime now, WallTime wall,
                                              std::chrono::nanoseconds silence,
                                              SteadyTime listening) {
    std::vector<const Entry*> silent;
    std::optional<bool> strangers;  // looked for once, and only where it matters
    for (auto& [uuid, entry] : entries_) {
        SteadyTime heard = std::max(entry.heard, listening);
        // Its cannons may have connections of their own, and give no name.
        if (!entry.version2() && entry.receipts.taken() == 0 && unknown_heard_)
            heard = std::max(heard, *unknown_heard_);
        // It need not answer while a long transaction is under way.
        const bool may_fire = !entry.version2() && !draining_ && entry.connection != -1;
        if ((now - heard) / (may_fire ? kConnected : 1) < silence) continue;
        if (entry.ends_by_itself(draining_) && entry.is_awaited()) {
            if (entry.receipts.after_stop() >= entry.record.cannons)
                entry.stage = Stage::Waiting;
            else if (now - heard >= kComesBack && entry.connection == -1) {
                if (!strangers) strangers = has_strangers();
                if (!*strangers) entry.stage = Stage::Away;
            }
        }
        if (lose(entry, now, wall)) silent.push_back(&entry);
    }
    return silent;
}

bool Roster::has_strangers() const {
    std::set<int> known;
    for (const auto& [uuid, entry] : entries_) known.insert(entry.connection);
    return std::any_of(open_.begin(), open_.end(),
                       [&](int connection) { return !known.contains(connection); });
}

// True when this is news, and a loss: who is done, or said that it goes, may go.
bool Roster::lose(Entry& entry, SteadyTime now, WallTime wall) {
    if (entry.record.lost || entry.stage == Stage::Done || entry.stage == Stage::Gone) return false;
    if (entry.ends_by_itself(draining_)) return false;
    entry.record.lost = wall;
    entry.lost = now;
    return true;
}

void Roster::process_ended(std::string name, std::string how, SteadyTime now) {
    ended_.push_back({std::move(name), std::move(how), now});
}

std::vector<const Entry*> Roster::lose_ended(SteadyTime now, WallTime wall,
                                             std::chrono::nanoseconds patience) {
    std::vector<const Entry*> gone;
    std::erase_if(ended_, [&](Ended& ended) {
        Entry* entry = without_last_word(ended.name);
        if (entry == nullptr) return true;
        if (!entry->record.lost && now - ended.told < patience) return false;
        entry->record.end = std::move(ended.how);
        lose(*entry, now, wall);
        gone.push_back(entry);
        return true;
    });
    return gone;
}

// One that is lost, if there is one.
Entry* Roster::without_last_word(std::string_view name) {
    Entry* found = nullptr;
    for (auto& [uuid, entry] : entries_) {
        if (entry.record.name != name || entry.stage == Stage::Done) continue;
        if (!entry.record.end.empty()) continue;
        if (found == nullptr || (entry.record.lost && !found->record.lost)) found = &entry;
    }
    return found;
}

void Roster::tell_ready() {
    for (auto& [uuid, entry] : entries_)
        if (entry.stage == Stage::Waiting && entry.says("ready") && !entry.record.lost) {
            entry.stage = Stage::Told;
            entry.took_part = true;
        }
}

std::uint64_t Roster::ready() const {
    return count([](const Entry& entry) { return entry.says("ready") && !entry.record.lost; });
}

std::size_t Roster::present() const {
    return count([](const Entry& entry) { return entry.is_present(); });
}

bool Roster::someone_to_start() const {
    return any([](const Entry& entry) {
        return (entry.stage == Stage::Waiting || entry.stage == Stage::Told) &&
               entry.says("ready") && !entry.record.lost;
    });
}

bool Roster::someone_initializing() const {
    return any([](const Entry& entry) { return entry.says("initialized") && !entry.record.lost; });
}

bool Roster::all_done() const {
    return !any([](const Entry& entry) { return entry.is_awaited(); });
}

std::vector<const Entry*> Roster::awaited() const {
    std::vector<const Entry*> all;
    for (const auto& [uuid, entry] : entries_)
        if (entry.is_awaited()) all.push_back(&entry);
    return all;
}

bool Roster::owes_last_word() const {
    return any([](const Entry& entry) { return entry.version2() && entry.is_awaited(); });
}

std::optional<RunEnd> Roster::over(SteadyTime now, std::chrono::nanoseconds patience) const {
    if (unknown_heard_ && now - *unknown_heard_ < patience) return std::nullopt;
    bool someone = false;
    bool fulfilled = true;
    for (const auto& [uuid, entry] : entries_) {
        const bool gone = entry.stage == Stage::Done || entry.stage == Stage::Gone ||
                          !entry.record.end.empty() || entry.is_given_up(now, patience);
        if (!gone) return std::nullopt;
        if (!entry.took_part) continue;
        someone = true;
        fulfilled = fulfilled && entry.stage == Stage::Done && !entry.record.left;
    }
    if (!someone) return std::nullopt;
    return fulfilled ? RunEnd::Fulfilled : RunEnd::NoTurretLeft;
}

bool Roster::someone_of_version1() const {
    return any([](const Entry& entry) { return entry.took_part && !entry.version2(); });
}

bool Roster::has_version1() const {
    return unknown_heard_ || any([](const Entry& entry) {
               return entry.took_part && !entry.version2() && entry.is_present();
           });
}

bool Roster::someone_to_kill(bool may_return) const {
    return any([&](const Entry& entry) {
        if (entry.says("killed") || entry.says("aborted") || !entry.record.end.empty())
            return false;
        return entry.connection != -1 || (!entry.version2() && may_return);
    });
}

std::vector<TurretRecord> Roster::records() const {
    std::vector<TurretRecord> all;
    for (const auto& [uuid, entry] : entries_) all.push_back(record_of(entry));
    std::stable_sort(all.begin(), all.end(),
                     [](const TurretRecord& a, const TurretRecord& b) { return a.name < b.name; });
    return all;
}

const Entry* Roster::find(std::string_view uuid) const {
    const auto place = entries_.find(uuid);
    return place == entries_.end() ? nullptr : &place->second;
}

}  // namespace oct::hq
