// Everything a report says of the results of a run, counted: of samples as they arrive, of rows as
// they are read, and of what was counted before.
#pragma once

#include "measure/error_groups.hpp"
#include "measure/series.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace oct::measure {

/// What a sample and a row have in common: a transaction that ended.
struct Ended {
    std::chrono::nanoseconds offset{};   ///< since the start of the run
    std::chrono::nanoseconds service{};  ///< of one that ran
    std::optional<std::chrono::nanoseconds> lag;
    bool ran = true;
    std::string_view error;  ///< empty: it succeeded
    std::string_view turret;
    std::int64_t turret_id = 0;  ///< 0: not stored
    double start_s = 0;          ///< when its run started, seconds since 1970
    double end_s = 0;            ///< when it ended
};

/// Results of one turret.
struct TurretRows {
    std::string name;
    std::uint64_t completed = 0;  ///< with those of the warm-up
    std::uint64_t failed = 0;     ///< with those of the warm-up
    std::uint64_t warmup = 0;
    std::optional<std::chrono::nanoseconds> first;  ///< end of its first result after the warm-up
    std::optional<std::chrono::nanoseconds> last;   ///< both since the start of the run

    void merge(const TurretRows& other);
    bool operator==(const TurretRows&) const = default;
};

/// The counts that are no series.
struct Totals {
    std::uint64_t results = 0;
    std::uint64_t errors = 0;
    std::uint64_t timers = 0;
    std::uint64_t warmup = 0;      ///< results of the warm-up: in no other figure here
    std::uint64_t bad_rows = 0;    ///< left out: a number that cannot be
    std::uint64_t bad_timers = 0;  ///< rows whose custom_timers could not be read, or not wholly
    std::uint64_t clocks_off = 0;  ///< results whose `epoch` is far off the run
    std::uint64_t further_timers = 0;     ///< values of timers beyond the bound on names
    std::optional<double> first_start_s;  ///< earliest start of a run, seconds since 1970
    std::optional<double> last_end_s;
    std::chrono::nanoseconds last_offset{};
    /// Earliest intended start of a result that is not of the warm-up, since the start of the run.
    std::optional<std::chrono::nanoseconds> first_intended;

    void merge(const Totals& other);
    bool operator==(const Totals&) const = default;
};

/// What a series counts. The words of the table `series` have the same order.
enum class SeriesKind { Transactions, Lag, Timer };

/// Which series of a run: of the timers there are many.
struct SeriesName {
    SeriesKind kind = SeriesKind::Transactions;
    std::string timer;  ///< empty for the other kinds
    // clang-tidy 14 takes the zero that the language compares with for a pointer.
    auto operator<=>(const SeriesName&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// Series per section, groups of failures, results per turret.
///
/// Memory is bounded whatever arrives: timers beyond 10,000 names and messages beyond 10,000 are
/// counted together, and intervals double when there would be more than the bound.
/// Threading:  value.
class Aggregate {
public:
    static constexpr std::size_t kMostTimers = 10000;
    static constexpr std::int64_t kMostIntervals = 1000;
    static constexpr std::string_view kFurtherTimers = "(further timers)";

    /// `points`: how many a series keeps; `most_intervals` 0: no bound, offsets are bounded.
    explicit Aggregate(std::chrono::nanoseconds interval, std::size_t points = PointSample::kMost,
                       std::int64_t most_intervals = kMostIntervals);

    void add(const Ended& ended);
    void add_warmup(std::int64_t turret_id, std::string_view turret, bool failed);
    /// A result whose numbers cannot be: its turret had it stored, that is all.
    void add_bad(std::int64_t turret_id, std::string_view turret, bool failed);
    /// The place of a timer; the names asked for in turn again and again cost no search.
    std::size_t timer(std::string_view name);
    void add_timer(std::size_t place, std::chrono::nanoseconds offset,
                   std::chrono::nanoseconds value);
    [[nodiscard]] Totals& totals() noexcept { return totals_; }

    /// Both intervals must be the same, or one the other's double, fourfold …
    void merge(Aggregate&& other);
    void merge(const ErrorGroup& group) { errors_.merge(group); }
    void merge(std::int64_t turret_id, const TurretRows& rows) { by_id_[turret_id].merge(rows); }
    void widen(std::int64_t factor);
    /// Forgets the counts, not the names: places of timers and messages stay.
    void clear();

    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept {
        return transactions_.interval();
    }
    [[nodiscard]] const Totals& totals() const noexcept { return totals_; }
    [[nodiscard]] const Series& transactions() const noexcept { return transactions_; }
    [[nodiscard]] const Series& lag() const noexcept { return lag_; }
    /// Null when there is no such series.
    [[nodiscard]] const Series* find(const SeriesName& name) const;
    /// By place.
    [[nodiscard]] const std::deque<std::pair<std::string, Series>>& timers() const noexcept {
        return timers_;
    }
    [[nodiscard]] const ErrorGroups& errors() const noexcept { return errors_; }
    /// By turret_id, and where none is stored by name.
    [[nodiscard]] const std::map<std::int64_t, TurretRows>& turrets_by_id() const noexcept {
        return by_id_;
    }
    [[nodiscard]] const std::map<std::string, TurretRows, std::less<>>& turrets_by_name()
        const noexcept {
        return by_name_;
    }

private:
    TurretRows& turret(std::int64_t id, std::string_view name);
    void count_turret(const Ended& ended);
    void widen_for(std::chrono::nanoseconds offset);

    std::size_t most_points_;
    std::int64_t most_intervals_;
    std::chrono::nanoseconds bound_;  // of the offsets that need no wider intervals
    Series transactions_;
    Series lag_;
    std::deque<std::pair<std::string, Series>> timers_;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> places_;
    std::size_t guess_ = 0;  // timers come in the same order again and again
    ErrorGroups errors_;
    std::map<std::int64_t, TurretRows> by_id_;
    std::map<std::string, TurretRows, std::less<>> by_name_;
    TurretRows* last_turret_ = nullptr;
    std::int64_t last_turret_id_ = 0;
    Totals totals_;
};

}  // namespace oct::measure
