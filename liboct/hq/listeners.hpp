// Whom a run tells of itself: code of somebody else, which may throw.
#pragma once

#include <oct/observer.hpp>
#include <oct/result_sink.hpp>

#include "base/log.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oct::hq {

/// The observers and the sinks of a run, each called in the order in which it was given.
///
/// Errors:     what an observer throws before the stop passes through: it gives the run up. What
///             one throws after it, and whatever a sink throws, is logged and remembered; such a
///             sink is called no more.
/// Threading:  confined to the HQ thread.
/// Ownership:  observers, sinks and log outlive it.
class Listeners {
public:
    Listeners(std::vector<RunObserver*> observers, const std::vector<ResultSink*>& sinks,
              LogSink& log);

    [[nodiscard]] bool has_observers() const noexcept { return !observers_.empty(); }
    void preparing();
    void waiting(std::uint64_t missing);
    void starting();
    void progress(const Progress& now);
    void draining();
    void stopped();
    void analyzing();

    void start(const RunStart& run);
    void consume(const SampleBlock& block);
    void stop(std::chrono::nanoseconds run_time);
    void turret(const TurretRecord& record);
    /// Each sink, and then `outcome`, has the failures until then.
    void finish(RunOutcome& outcome);

private:
    template <class Call>
    void tell_observers(std::string_view hook, Call call);
    template <class Call>
    void tell_sinks(std::string_view hook, Call call);
    void remember(std::string what);

    std::vector<RunObserver*> observers_;
    std::vector<ResultSink*> sinks_;  // null: it has thrown
    base::Log log_;
    std::vector<std::string> failures_;
};

}  // namespace oct::hq
