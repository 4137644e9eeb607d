// Where results go: the only arrow out of the HQ.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>
#include <oct/sample.hpp>
#include <oct/turret_status.hpp>
#include <oct/verdict.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// A reason in RunOutcome::rejected that says nothing against the run: results that were fired
/// before it began, and came late.
inline constexpr std::string_view kOfAnotherRun = "result of another run";
/// A reason that the store adds: these results stand as rejected in their turrets' ledgers.
inline constexpr std::string_view kNotStored = "result that the disk did not take";

/// What is known when the start command goes out.
struct RunStart {
    std::string hq;      ///< identity of this HQ instance and so of the run
    WallTime started{};  ///< civil time
};

/// What the HQ knows when the last message has been taken.
struct RunOutcome {
    RunStart start;
    WallTime finished{};  ///< when stop was sent
    std::chrono::nanoseconds
        run_time{};            ///< start → stop, by the monotonic clock; at most as planned
    bool interrupted = false;  ///< stopped by the stop token before run_time was over
    RunEnd end = RunEnd::TimeOver;
    std::string stopped_by{};   ///< who interrupted it: "SIGTERM"; empty: nobody, or not known
    bool drain_passed = false;  ///< the drain deadline was over before every turret's last word
    std::chrono::nanoseconds stop_late{};  ///< stop was sent so long after the planned end
    std::string aborted_by{};              ///< the limit that ended the run early; empty: none did
    std::vector<ClockStep> clock_steps{};  ///< of this machine's civil clock
    std::vector<TurretRecord> turrets;
    std::uint64_t received = 0;         ///< results handed to the sinks
    std::uint64_t received_failed = 0;  ///< of these, with an error
    /// Messages that could not be decoded, and results that are not of this run, by reason.
    std::vector<std::pair<std::string, std::uint64_t>> rejected;
    /// Values of custom timers that the HQ or the turrets left out because they were no times, or
    /// had no name that fits, by the name of the timer.
    std::vector<std::pair<std::string, std::uint64_t>> bad_values;
    /// Results that came and could not be taken, and are of no turret in `turrets`.
    std::uint64_t rejected_of_nobody = 0;
    /// What sinks have thrown until now, and observers at the end: a sentence each.
    std::vector<std::string> hook_failures{};
};

/// Receives results in arrival order. Every hook has an empty body but consume().
///
/// Errors:     a sink that throws, whatever it is, gets nothing more. The run goes on without it:
///             the log, RunOutcome::hook_failures and the Summary name it and what it threw. To end
///             the run a sink requests a stop of the stop token that HQ::run() was given.
/// Threading:  confined to the HQ thread; a slow sink slows the drain, never a Cannon.
/// Ownership:  the HQ does not own its sinks; they outlive HQ::run().
class OCT_EXPORT ResultSink {
public:
    virtual ~ResultSink() = default;

    virtual void start(const RunStart& /*run*/) {}  ///< Once, before the first block.
    /// The block belongs to the HQ and changes after the call: copy what has to stay.
    virtual void consume(const SampleBlock& block) = 0;
    /// Once, when the turrets are told to stop, so long after the start; what ends later counts in
    /// no rate.
    virtual void stop(std::chrono::nanoseconds /*run_time*/) {}
    virtual void turret(const TurretRecord& /*turret*/) {}  ///< At each change of a turret.
    virtual void finish(const RunOutcome& /*outcome*/) {}   ///< Once, after the last block.
};

}  // namespace oct
