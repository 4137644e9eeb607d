// Where results and statuses of turrets arrive: decoded, counted, and handed to the sinks.
#pragma once

#include <oct/hq.hpp>
#include <oct/result_sink.hpp>

#include "base/log.hpp"
#include "hq/listeners.hpp"
#include "hq/live_figures.hpp"
#include "hq/roster.hpp"
#include "net/socket.hpp"
#include "wire/batch_decoder.hpp"
#include "wire/decoder.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace oct::hq {

/// The collector's socket and what comes of it. What arrives outside of a run is counted as
/// rejected; blocks of results go to the sinks, and to live figures if somebody wants them.
///
/// Threading:  confined to the HQ thread.
/// Ownership:  context, options, listeners and roster outlive it.
class Intake {
public:
    /// `collector` and `external` are endpoints; an empty `external` republishes nothing.
    /// `changed` is told of a turret whose status a person would see change.
    Intake(net::Context& context, const std::string& collector, const std::string& external,
           const std::string& instance, const HQOptions& options, Listeners& listeners,
           Roster& roster, LiveFigures* live, std::function<void(const Entry&)> changed);

    [[nodiscard]] net::Socket& socket() noexcept { return results_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// The run begins: results are taken from now on.
    void open(const RunStart& run, SteadyTime now);
    /// It is over: none are, whatever still comes.
    void close();

    /// Takes what has arrived, up to a bound; false when that was not all.
    bool take_messages();
    void take_connection_events();
    /// Hands what was taken to the sinks and its counts to the roster.
    void flush();
    /// The same when the last time was long ago.
    void flush_old(SteadyTime now, std::chrono::nanoseconds age);

    [[nodiscard]] SteadyTime last_result() const noexcept { return result_taken_; }
    [[nodiscard]] std::uint64_t transactions() const noexcept { return transactions_; }
    [[nodiscard]] std::uint64_t timers() const noexcept { return timers_; }
    [[nodiscard]] std::uint64_t errors() const noexcept { return errors_; }
    [[nodiscard]] std::uint64_t rejected() const noexcept { return rejected_in_all_; }
    [[nodiscard]] const auto& rejected_by_reason() const noexcept { return rejected_; }
    /// Values of custom timers that were left out of results that were taken.
    [[nodiscard]] wire::LeftOut bad_values() const;

private:
    /// Takes one message; returns how many results it had.
    std::size_t take_message();
    std::size_t take_batch();
    void take_result();
    void take_status(int connection);
    [[nodiscard]] bool is_of_another_run() const;
    void take_unreadable(wire::Rejection reason);
    void take_bad(std::string_view uuid, std::uint64_t results);
    void count_rejected(std::string_view reason, std::uint64_t count);
    void republish(std::size_t first);

    const HQOptions& options_;
    const Clock& clock_;
    const std::string instance_;
    base::Log log_;
    Listeners& listeners_;
    Roster& roster_;
    LiveFigures* const live_;
    const std::function<void(const Entry&)> changed_;
    net::Socket results_;
    std::uint16_t port_;
    std::unique_ptr<net::Socket> external_;
    wire::Decoder decoder_;
    wire::BatchDecoder batch_;
    net::Message message_;
    SampleBlock block_;
    bool open_ = false;
    WallTime started_{};  // the run
    SteadyTime opened_{};
    SteadyTime flushed_{};       // last block handed to the sinks
    SteadyTime result_taken_{};  // last result
    std::uint64_t transactions_ = 0;
    std::uint64_t timers_ = 0;
    std::uint64_t errors_ = 0;
    std::uint64_t rejected_in_all_ = 0;
    std::map<std::string, std::uint64_t, std::less<>> rejected_;
    base::LogLimit rejected_log_{std::chrono::seconds(5)};
};

}  // namespace oct::hq
