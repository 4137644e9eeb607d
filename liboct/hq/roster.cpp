// Status words are free; only initialized, ready, running, aborted and killed mean something here.
#include "hq/roster.hpp"

#include "base/seconds.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace oct::hq {
namespace {

constexpr std::size_t kMaxTurrets = 100'000;  // uuids come from outside: bound the memory

bool says(const Entry& entry, std::string_view word) {
    return base::equal_ignoring_case(entry.record.status, word);
}

// Before stop: an old peer that does not say how much it did of its plan has done it.
bool fulfilled(const Entry& entry) {
    const TurretStatus& status = entry.record;
    return !says(entry, "aborted") && !says(entry, "killed") &&
           (!status.work || status.work->planned >= status.work->total);
}

bool awaits(const Entry& entry) {
    return (entry.stage == Stage::Told || entry.stage == Stage::Firing) && !entry.record.lost &&
           entry.record.end.empty();
}

// A turret that is silent and still connected may be making its cannons, or short of CPU.
constexpr int kConnected = 10;  // times as long to come back

bool given_up(const Entry& entry, SteadyTime now, std::chrono::nanoseconds patience) {
    return entry.lost &&
           (now - *entry.lost) / (entry.connection == -1 ? 1 : kConnected) >= patience;
}

// Results have numbers from 1 without gaps: up to which of them they must have come. Without a last
// word that is at least what its last status says had ended.
std::uint64_t last_number(const Entry& entry) {
    const auto& counts = entry.record.counts;
    if (!counts) return entry.sequence.last();
    if (entry.record.last_word) return counts->sent;
    const std::uint64_t ended =
        counts->fired - std::min(counts->fired, counts->in_flight + counts->dropped);
    return std::max({entry.sequence.last(), counts->sent, ended});
}

}  // namespace

bool Roster::status(const TurretStatus& status, int connection, std::string_view hq, SteadyTime now,
                    WallTime wall) {
    if (entries_.size() >= kMaxTurrets && !entries_.contains(status.uuid)) return false;
    const auto [place, added] = entries_.try_emplace(status.uuid);
    Entry& entry = place->second;
    if (added) entry.record.joined = wall;
    const bool changed = added || entry.record.status != status.status || entry.record.lost;
    const bool of_this_run = !status.hq.empty() && status.hq == hq;
    senders_.forget();

    TurretStatus& last = entry.record;
    const TurretStatus before = std::exchange(last, status);
    if (!of_this_run) {  // others are of another HQ's run
        last.counts = before.counts;
        last.work = before.work;
        last.bad_values = before.bad_values;
    }
    if (!of_this_run || !status.health) last.health = before.health;
    if (!of_this_run && (before.hq == hq || last.hq.empty())) last.hq = before.hq;
    if (last.of_class.empty()) last.of_class = before.of_class;
    if (last.planned_cannons == 0) last.planned_cannons = before.planned_cannons;
    if (added && !entry.version2()) {
        entry.record.received = entry.record.early = senders_.claim(status.name);
        entry.took_part = entry.record.early != 0;
    }
    advance(entry, of_this_run, wall);
    last.last_word = entry.stage == Stage::Done;

    entry.record.updated = wall;
    entry.record.end.clear();
    hear(entry, now);
    if (entry.connection != connection) entry.cut.reset();  // it has come back by another one
    entry.connection = connection;
    senders_.spoke(entry, entries_);
    return changed;
}

void Roster::hear(Entry& entry, SteadyTime now) {
    entry.record.lost.reset();
    entry.lost.reset();
    entry.heard = now;
}

// The one place where a turret goes from one stage to the next.
void Roster::advance(Entry& entry, bool of_this_run, WallTime wall) const {
    if (entry.stage == Stage::Done) return;
    const Stage before = entry.stage;
    if (entry.record.last_word && of_this_run)
        entry.stage = Stage::Done;
    else if (says(entry, "aborted") || says(entry, "killed"))
        entry.stage = Stage::Gone;
    else if (says(entry, "running") && (of_this_run || entry.stage == Stage::Told))
        entry.stage = Stage::Firing;
    else if (entry.stage == Stage::Gone || (draining_ && does_not_fire(entry)))
        entry.stage = Stage::Waiting;
    if (entry.stage == before) return;
    const bool over = entry.stage == Stage::Done || entry.stage == Stage::Gone;
    if (over && !draining_ && !fulfilled(entry))
        entry.record.left = wall;
    else if (!over)
        entry.record.left.reset();
    entry.took_part = entry.took_part || entry.stage == Stage::Firing || entry.stage == Stage::Done;
}

// Of version 1 that is ready again once its cannons have ended. Initialized says of them nothing:
// it may have reconnected while they go on.
bool Roster::does_not_fire(const Entry& entry) {
    if (!entry.version2()) return says(entry, "ready");
    return entry.stage == Stage::Told && (says(entry, "ready") || says(entry, "initialized"));
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
    entry.record.received += results;
    hear(entry, now);
    if (draining_) entry.after_stop += results;
    if (draining_ || entry.version2()) return;
    if (entry.stage != Stage::Waiting && entry.stage != Stage::Told) return;
    entry.stage = Stage::Firing;
    entry.took_part = true;
}

void Roster::left_out(std::string_view uuid, std::uint64_t results) {
    const auto place = entries_.find(uuid);
    if (place != entries_.end()) place->second.record.rejected += results;
}

// Who has never said a status has no account: what it sends is taken as it comes.
std::vector<Sequence::Range> Roster::batch(std::string_view uuid, std::uint64_t first,
                                           std::uint64_t count) {
    const auto place = entries_.find(uuid);
    if (place == entries_.end()) return {{first, first + count}};
    return place->second.sequence.take(first, count);
}

void Roster::connected(int connection) {
    senders_.connected(connection);
    for (auto& [uuid, entry] : entries_)
        if (entry.connection == connection) entry.connection = -1;
}

void Roster::disconnected(int connection, WallTime wall) {
    senders_.disconnected(connection);
    for (auto& [uuid, entry] : entries_)
        if (entry.connection == connection) entry.cut = wall;
}

bool Roster::someone_cut() const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [](const auto& item) { return item.second.cut.has_value(); });
}

std::vector<const Entry*> Roster::lose_cut(SteadyTime now) {
    std::vector<const Entry*> gone;
    senders_.emptied();
    for (auto& [uuid, entry] : entries_) {
        if (!entry.cut) continue;
        if (lose(entry, now, *entry.cut)) gone.push_back(&entry);
        if (ends_by_itself(entry)) entry.heard = now;
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
    for (auto& [uuid, entry] : entries_) {
        SteadyTime heard = std::max(entry.heard, listening);
        // Its cannons may have connections of their own, and give no name.
        if (!entry.version2() && entry.record.received == 0 && unknown_heard_)
            heard = std::max(heard, *unknown_heard_);
        // It need not answer while a long transaction is under way.
        const bool may_fire = !entry.version2() && !draining_ && entry.connection != -1;
        if ((now - heard) / (may_fire ? kConnected : 1) < silence) continue;
        const bool all_in = entry.after_stop >= entry.record.cannons;
        if (ends_by_itself(entry) && awaits(entry) && all_in) entry.stage = Stage::Waiting;
        if (lose(entry, now, wall)) silent.push_back(&entry);
    }
    return silent;
}

// It has no last word: when it goes after the stop, or is silent, that tells nothing.
bool Roster::ends_by_itself(const Entry& entry) const {
    return draining_ && !entry.version2();
}

// True when this is news, and a loss: who is done, or said that it goes, may go.
bool Roster::lose(Entry& entry, SteadyTime now, WallTime wall) {
    if (entry.record.lost || entry.stage == Stage::Done || entry.stage == Stage::Gone) return false;
    if (ends_by_itself(entry)) return false;
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
        if (entry.stage == Stage::Waiting && says(entry, "ready") && !entry.record.lost) {
            entry.stage = Stage::Told;
            entry.took_part = true;
        }
}

std::uint64_t Roster::ready() const {
    return static_cast<std::uint64_t>(std::count_if(
        entries_.begin(), entries_.end(),
        [](const auto& item) { return says(item.second, "ready") && !item.second.record.lost; }));
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
        if (entry.stage != Stage::Gone && !entry.record.lost) sum += entry.record.cannons;
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
    return std::none_of(entries_.begin(), entries_.end(),
                        [](const auto& item) { return awaits(item.second); });
}

std::vector<const Entry*> Roster::awaited() const {
    std::vector<const Entry*> all;
    for (const auto& [uuid, entry] : entries_)
        if (awaits(entry)) all.push_back(&entry);
    return all;
}

bool Roster::owes_last_word() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        return item.second.version2() && awaits(item.second);
    });
}

std::optional<RunEnd> Roster::over(SteadyTime now, std::chrono::nanoseconds patience) const {
    if (unknown_heard_ && now - *unknown_heard_ < patience) return std::nullopt;
    bool someone = false;
    bool fulfilled = true;
    for (const auto& [uuid, entry] : entries_) {
        const bool gone = entry.stage == Stage::Done || entry.stage == Stage::Gone ||
                          !entry.record.end.empty() || given_up(entry, now, patience);
        if (!gone) return std::nullopt;
        if (!entry.took_part) continue;
        someone = true;
        fulfilled = fulfilled && entry.stage == Stage::Done && !entry.record.left;
    }
    if (!someone) return std::nullopt;
    return fulfilled ? RunEnd::Fulfilled : RunEnd::NoTurretLeft;
}

bool Roster::has_version1() const {
    if (unknown_heard_) return true;
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        const Entry& entry = item.second;
        return entry.took_part && !entry.version2() && entry.stage != Stage::Gone &&
               !entry.record.lost;
    });
}

bool Roster::someone_to_kill(bool may_return) const {
    return std::any_of(entries_.begin(), entries_.end(), [&](const auto& item) {
        const Entry& entry = item.second;
        if (says(entry, "killed") || says(entry, "aborted") || !entry.record.end.empty())
            return false;
        return entry.connection != -1 || (!entry.version2() && may_return);
    });
}

std::vector<TurretRecord> Roster::records() const {
    std::vector<TurretRecord> all;
    for (const auto& [uuid, entry] : entries_) close_account(entry, all.emplace_back(entry.record));
    std::stable_sort(all.begin(), all.end(),
                     [](const TurretRecord& a, const TurretRecord& b) { return a.name < b.name; });
    return all;
}

// A message that could not be read is a result only as far as one is missing, where that is known.
void Roster::close_account(const Entry& entry, TurretRecord& record) const {
    const bool numbered = entry.sequence.last() != 0;
    const bool knows = record.last_word && record.counts;
    std::uint64_t missing = 0;
    if (numbered)
        missing = entry.sequence.missing(last_number(entry));
    else if (knows)
        missing =
            record.counts->sent - std::min(record.counts->sent, record.received + record.rejected);
    const std::uint64_t charged = knows ? std::min(entry.unreadable, missing) : entry.unreadable;
    record.rejected += charged;
    record.repeated = entry.sequence.repeated();
    if (numbered) record.undelivered = missing - std::min(charged, missing);
    const bool may_fire = entry.stage == Stage::Told || entry.stage == Stage::Firing;
    if (ends_by_itself(entry) && may_fire && !record.lost)
        record.in_flight = record.cannons - std::min(record.cannons, entry.after_stop);
}

void Roster::measure_rates(std::chrono::nanoseconds time) {
    const double seconds = base::to_seconds(time);
    for (auto& [uuid, entry] : entries_) {
        const std::uint64_t before = std::exchange(entry.received_before, entry.record.received);
        entry.per_second = static_cast<double>(entry.record.received - before) / seconds;
    }
}

std::vector<TurretProgress> Roster::progress(std::size_t most) const {
    const auto by_name = [](const Entry* a, const Entry* b) {
        return std::tie(a->record.name, a->record.uuid) < std::tie(b->record.name, b->record.uuid);
    };
    const auto is_away = [](const Entry* entry) {
        return entry->record.lost || entry->record.left || entry->stage == Stage::Gone;
    };
    std::vector<const Entry*> shown;
    for (const auto& [uuid, entry] : entries_) shown.push_back(&entry);
    if (shown.size() > most) {
        const auto end = shown.begin() + static_cast<std::ptrdiff_t>(most);
        std::nth_element(shown.begin(), end, shown.end(), [&](const Entry* a, const Entry* b) {
            return is_away(a) != is_away(b) ? is_away(a) : by_name(a, b);
        });
        shown.erase(end, shown.end());
    }
    std::sort(shown.begin(), shown.end(), by_name);
    std::vector<TurretProgress> all;
    all.reserve(shown.size());
    for (const Entry* entry : shown) all.push_back({entry->record, entry->per_second});
    return all;
}

const Entry* Roster::find(std::string_view uuid) const {
    const auto place = entries_.find(uuid);
    return place == entries_.end() ? nullptr : &place->second;
}

}  // namespace oct::hq
