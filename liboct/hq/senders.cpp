// By connection first, then by name: several turrets may share a name, or a connection.
#include "hq/senders.hpp"

#include <algorithm>

namespace oct::hq {
namespace {

constexpr std::size_t kMaxNames = 10'000;  // they come from outside: bound the memory

}  // namespace

// Each result of version 1 asks, and there may be thousands of turrets.
wire::Sender Senders::of(const wire::Sender& said, int connection, const Entries& entries) {
    if (!said.uuid.empty()) return said;
    auto& known = known_[connection];
    auto place = known.find(said.name);
    if (place == known.end()) {
        if (++count_ > kMaxNames) {
            forget();
            return of(said, connection, entries);
        }
        place = known.emplace(said.name, find(said.name, connection, entries)).first;
    }
    const Entry* entry = place->second;
    return entry == nullptr ? said : wire::Sender{entry->record.name, entry->record.uuid};
}

void Senders::forget() {
    known_.clear();
    count_ = 0;
}

const Entry* Senders::find(std::string_view name, int connection, const Entries& entries) {
    const Entry* here = nullptr;   // by this connection
    const Entry* named = nullptr;  // of this name
    const Entry* away = nullptr;   // of this name, without a connection
    std::size_t at_connection = 0;
    std::size_t of_name = 0;
    for (const auto& [uuid, entry] : entries) {
        const bool same_name = entry.record.name == name;
        if (entry.version2()) continue;
        if (!same_name && !name.empty()) continue;
        if (connection != -1 && entry.connection == connection) {
            here = &entry;
            ++at_connection;
        }
        if (!same_name) continue;
        named = &entry;
        ++of_name;
        if (entry.connection == -1) away = &entry;
    }
    if (at_connection != 1) here = of_name == 1 ? named : away;
    return at_connection != 1 && name.empty() ? nullptr : here;
}

void Senders::came_early(std::string_view name, std::uint64_t results, const Entries& entries) {
    if (name.empty() || name == kNoName) return;
    const bool taken = std::any_of(entries.begin(), entries.end(), [&](const auto& item) {
        return !item.second.version2() && item.second.record.name == name;
    });
    if (taken) return;  // of which of several it is cannot be told
    const auto place = early_.find(name);
    if (place != early_.end())
        place->second += results;
    else if (early_.size() < kMaxNames)
        early_.emplace(name, results);
}

std::uint64_t Senders::claim(std::string_view name) {
    const auto place = early_.find(name);
    if (place == early_.end()) return 0;
    const std::uint64_t results = place->second;
    early_.erase(place);
    return results;
}

void Senders::unreadable(int connection, Entries& entries) {
    if (connection == -1) return;
    Entry* entry = only_one_at(connection, entries);
    if (broken_.contains(connection) && (entry == nullptr || !entry->cut)) return;
    if (entry != nullptr)
        entry->receipts.add_unreadable(1);
    else
        ++unread_[connection];
}

void Senders::spoke(Entry& entry, Entries& entries) {
    const auto place = unread_.find(entry.connection);
    if (place == unread_.end() || only_one_at(entry.connection, entries) == nullptr) return;
    entry.receipts.add_unreadable(place->second);
    unread_.erase(place);
}

// Nothing where several turrets share it: results may come through a streamer.
Entry* Senders::only_one_at(int connection, Entries& entries) {
    Entry* found = nullptr;
    for (auto& [uuid, entry] : entries) {
        if (entry.connection != connection) continue;
        if (found != nullptr) return nullptr;
        found = &entry;
    }
    return found;
}

void Senders::connected(int connection) {
    forget();
    unread_.erase(connection);
}

void Senders::disconnected(int connection) {
    unread_.erase(connection);
    broken_.insert(connection);
}

}  // namespace oct::hq
