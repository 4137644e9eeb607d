// Everything a report says of the results of a run, counted: of samples as they arrive, of rows as
// they are read, and of what was counted before.
#pragma once

#include "measure/error_groups.hpp"
#include "measure/series_set.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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

    [[nodiscard]] bool failed() const noexcept { return !error.empty(); }
};

/// Results of one turret.
struct TurretRows {
    std::string name;
    std::uint64_t completed = 0;  ///< with those of the warm-up
    std::uint64_t failed = 0;     ///< with those of the warm-up
    std::uint64_t warmup = 0;
    std::optional<std::chrono::nanoseconds> first;  ///< end of its first result after the warm-up
    std::optional<std::chrono::nanoseconds> last;   ///< both since the start of the run
    /// Response times after the warm-up, added up; nothing: an earlier version did not count them.
    std::optional<std::chrono::nanoseconds> responses = std::chrono::nanoseconds::zero();

    void add_response(std::chrono::nanoseconds response) noexcept;
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

/// Series by class, groups of failures, results per turret.
///
/// Memory is bounded whatever arrives: see SeriesSet and ErrorGroups; and intervals double when
/// there would be more than the bound. Threading:  value.
class Aggregate {
public:
    static constexpr std::int64_t kMostIntervals = 1000;

    /// `most_intervals` 0: no bound, offsets are bounded.
    explicit Aggregate(SeriesOptions options, std::int64_t most_intervals = kMostIntervals);

    /// The class that results are added to.
    ClassSeries& of_class(std::string_view name) { return series_.of_class(name); }
    void add(ClassSeries& of, const Ended& ended);
    NamedSeries& timer(ClassSeries& of, std::string_view name) { return series_.timer(of, name); }
    /// A value of a timer that the transaction `ended` recorded.
    void add_timer(NamedSeries& timer, const Ended& ended, std::chrono::nanoseconds value);
    void add_warmup(std::int64_t turret_id, std::string_view turret, bool failed);
    /// A result whose numbers cannot be: its turret had it stored, that is all.
    void add_bad(std::int64_t turret_id, std::string_view turret, bool failed);
    [[nodiscard]] Totals& totals() noexcept { return totals_; }

    /// Both intervals must be the same, or one the other's double, fourfold …
    void merge(Aggregate&& other);
    void merge(const ErrorGroup& group) { errors_.merge(group); }
    void merge(std::int64_t turret_id, const TurretRows& rows) { by_id_[turret_id].merge(rows); }
    void widen(std::int64_t factor);
    /// The run is stopped so long after its start; what ends later is counted apart.
    void stop(std::chrono::nanoseconds stop) { series_.stop(stop); }
    /// Forgets the counts, not the names: places of series and messages stay.
    void clear();

    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept { return series_.interval(); }
    [[nodiscard]] const Totals& totals() const noexcept { return totals_; }
    [[nodiscard]] const SeriesSet& series() const noexcept { return series_; }
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
    void count_turret(const Ended& ended, std::chrono::nanoseconds response);
    void widen_for(std::chrono::nanoseconds offset);

    std::int64_t most_intervals_;
    std::chrono::nanoseconds bound_;  // of the offsets that need no wider intervals
    SeriesSet series_;
    ErrorGroups errors_;
    std::map<std::int64_t, TurretRows> by_id_;
    std::map<std::string, TurretRows, std::less<>> by_name_;
    TurretRows* last_turret_ = nullptr;
    std::int64_t last_turret_id_ = 0;
    Totals totals_;
};

}  // namespace oct::measure
