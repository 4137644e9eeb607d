// Values of custom timers that are none: left out where they enter, counted, and said.
#pragma once

#include <oct/transaction.hpp>

#include "base/mutex.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oct::turret {

/// What the transactions that it watches gave record() and timer() in vain, by reason and timer.
///
/// Threading:  shared; a lock is taken only for a bad value.
/// Ownership:  outlives the transactions.
class BadValues {
public:
    enum class Why : std::uint8_t { Negative, NoName, LongName };

    void watch(TransactionBase& transaction) noexcept { transaction.bad_values_ = this; }

    void add(Why why, std::string_view timer);
    void clear();

    [[nodiscard]] std::uint64_t count() const;
    /// How many of each timer, the most frequent first; of many the rest under one name.
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> by_timer() const;
    /// For who tries a transaction: a sentence for each reason and timer, the most frequent first;
    /// of many the first few.
    [[nodiscard]] std::vector<std::string> remarks() const;

private:
    static constexpr std::size_t kMostTimers = 1000;  // told apart

    using Timer = std::pair<Why, std::string>;
    [[nodiscard]] std::map<Timer, std::uint64_t> counts() const;

    mutable base::Mutex mutex_;
    std::map<Timer, std::uint64_t> counts_ OCT_GUARDED_BY(mutex_);
    std::uint64_t all_ OCT_GUARDED_BY(mutex_) = 0;
};

}  // namespace oct::turret
