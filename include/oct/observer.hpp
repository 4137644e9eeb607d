// Watching a run: its live figures, and the hooks that are called while it goes on.
#pragma once

#include <oct/export.hpp>
#include <oct/limit.hpp>
#include <oct/turret_status.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oct {

/// All transactions, or one custom timer, since the start of the run.
struct TimerProgress {
    std::string name;
    std::uint64_t count = 0;  ///< ended, succeeded or failed
    /// Lately; over the whole run once it is over. Nothing: it is not known, as none ended in time.
    std::optional<double> per_second{};
    std::uint64_t errors = 0;        ///< failed transactions; of a timer: that recorded it
    std::chrono::nanoseconds p50{};  ///< durations are of succeeded ones
    std::chrono::nanoseconds p95{};
    std::chrono::nanoseconds p99{};
    std::chrono::nanoseconds max{};
};

/// A turret as it is now. What was undelivered or repeated is added up at the end only.
struct TurretProgress : TurretRecord {
    double per_second = 0;  ///< results that came from it, lately
};

/// Live figures of a run, about four times a second. `sections` and `limits` change once a second
/// and are empty until the first second is over.
///
/// Threading:  value.
struct Progress {
    std::uint64_t present_turrets = 0;  ///< that are in the run and not lost
    std::chrono::nanoseconds elapsed{};
    std::chrono::nanoseconds run_time{};  ///< planned
    std::uint64_t cannons = 0;            ///< of the turrets that are in the run
    std::uint64_t planned_cannons = 0;    ///< asked for by the plans of all that have come
    std::uint64_t transactions = 0;
    std::uint64_t timers = 0;
    std::uint64_t errors = 0;
    std::uint64_t rejected = 0;  ///< messages that could not be decoded
    std::vector<TimerProgress>
        sections;                     ///< all transactions, then custom timers by name, at most 20
    std::vector<LimitResult> limits;  ///< as they stand; a timer not seen yet is Unknown
    /// By name, at most 200: of more, those that are lost or have left come before others.
    std::vector<TurretProgress> turrets;
};

/// Watches a run. Every hook has an empty body; several observers are called in the order in which
/// they were given.
///
/// Errors:     what preparing(), waiting(), starting() or progress() throws gives the run up: the
///             turrets are told to stop, and it comes out of the call that runs the test. What
///             draining(), stopped() or analyzing() throws is logged, of the first two also in
///             RunOutcome::hook_failures and the Summary; the run goes on to its end. To end a run
///             and keep its Summary, request a stop of its stop token.
/// Threading:  called on the HQ thread: that of the caller of HQ::run(), run_project() or
///             LoadTest::run(). Until a hook returns, nothing that turrets send is taken.
/// Ownership:  the HQ does not own its observers; they outlive it.
class OCT_EXPORT RunObserver {
public:
    virtual ~RunObserver() = default;
    /// Once, before any turret is started: by run_project() and LoadTest.
    virtual void preparing() {}
    /// So many turrets are not ready yet: at each change down to 0, and four times a second. By
    /// HQ::wait_turrets(), and so by run_project() and LoadTest.
    virtual void waiting(std::uint64_t /*missing*/) {}
    /// Once, before the start command goes out. This one and those up to stopped() by HQ::run(),
    /// and so by run_project() and LoadTest.
    virtual void starting() {}
    /// Four times a second while the turrets fire, and once when stop was sent.
    virtual void progress(const Progress& /*now*/) {}
    /// Once, when stop was sent: the turrets finish what they have begun.
    virtual void draining() {}
    /// Once, when the last result has come.
    virtual void stopped() {}
    /// Once, before report and Summary are made: by run_project() and LoadTest. Never by HQ::run(),
    /// which makes none.
    virtual void analyzing() {}
};

/// The figures as a table, the first line being its head; lines are at most `columns` wide.
[[nodiscard]] OCT_EXPORT std::string timers_table(const std::vector<TimerProgress>& timers,
                                                  std::size_t columns = 80);

}  // namespace oct
