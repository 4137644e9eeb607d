// Whose a message is that does not say it.
#pragma once

#include "hq/entry.hpp"
#include "wire/decoder.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace oct::hq {

/// Tells by the connection that a message came by, and by the name that it gives. The one place
/// where that is decided: who gets the results takes the answer.
///
/// Threading:  confined to the HQ thread.
class Senders {
public:
    /// Whose a result is that says `said` and came by `connection`: without a uuid it is of the
    /// turret whose statuses come by that connection, or else of the only one of that name. Of
    /// several that share a name it is one whose connection is gone: version 1 turrets reconnect.
    /// Those of version 2 say their uuid. The answer holds until forget().
    [[nodiscard]] wire::Sender of(const wire::Sender& said, int connection, const Entries& entries);
    /// Something has changed that answers depend on: turrets, their names or connections.
    void forget();

    /// Results came that name no turret but this, and are of nobody who is known.
    void came_early(std::string_view name, std::uint64_t results, const Entries& entries);
    /// A turret of version 1 says for the first time who it is: how many results came under its
    /// name before. They are its own, unless another one of that name had spoken by then.
    [[nodiscard]] std::uint64_t claim(std::string_view name);

    /// A message came by this connection that could not be read. It is charged to the turret whose
    /// statuses come by it, also if the first of them is yet to come; otherwise to nobody.
    void unreadable(int connection, Entries& entries);
    /// `entry` has said a status by its connection: what came by that before is charged to it.
    void spoke(Entry& entry, Entries& entries);

    /// A new connection has this number.
    void connected(int connection);
    /// A connection broke; until all that it delivered is read, see emptied(), its number may be
    /// another's already.
    void disconnected(int connection);
    void emptied() { broken_.clear(); }

private:
    [[nodiscard]] static const Entry* find(std::string_view name, int connection,
                                           const Entries& entries);
    [[nodiscard]] static Entry* only_one_at(int connection, Entries& entries);

    /// Answers by connection and name; null: nobody.
    std::map<int, std::map<std::string, const Entry*, std::less<>>> known_;
    std::size_t count_ = 0;                                    // of these
    std::map<std::string, std::uint64_t, std::less<>> early_;  // results by name
    std::map<int, std::uint64_t> unread_;  // messages by a connection without a status
    std::set<int> broken_;
};

}  // namespace oct::hq
