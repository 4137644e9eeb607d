// The headquarters: starts and stops the turrets and hands their results to the sinks; and devices
// that stand between HQs and turrets.
#pragma once

#include <oct/clock.hpp>
#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/observer.hpp>
#include <oct/result_sink.hpp>
#include <oct/transaction.hpp>
#include <oct/version.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace oct {

/// How an HQ behaves beside the project's configuration.
struct HQOptions {
    /// What one throws in finish() is known to those behind it: a StatsHandler stands last.
    std::vector<ResultSink*> sinks{};
    std::vector<RunObserver*> observers{};
    LogSink* log = &LogSink::none();
    const Clock* clock = &Clock::real();
    std::string publisher_channel{};  ///< topic of the external publisher; not empty switches it on
    /// "host:port" of a forwarder's frontend: commands go there, the HQ binds no publish port.
    std::string forwarder{};
    std::chrono::nanoseconds drain_deadline = std::chrono::seconds(15);  ///< after stop
    std::chrono::nanoseconds silence = std::chrono::seconds(3);  ///< until a turret counts as lost
    /// Asked when the stop token ended a run: by whom, "SIGTERM", for the report.
    std::function<std::string()> stopped_by{};
};

/// The headquarters of one run.
///
/// Errors:     the constructor throws ConfigError for what Config::check() refuses, and
///             TransportError when a port cannot be bound; run() and wait_turrets() throw Error
///             once run() was called, and what an observer throws to give the run up.
/// Threading:  confined to the thread that calls run(). Stop tokens may be used from any thread.
class OCT_EXPORT HQ {
public:
    HQ(const Config& config, const HQOptions& options, Version compiled = {});
    ~HQ();
    HQ(const HQ&) = delete;
    HQ& operator=(const HQ&) = delete;

    /// Ports really bound: the configured ones, or free ones where the configuration says 0.
    [[nodiscard]] std::uint16_t publish_port() const noexcept;
    [[nodiscard]] std::uint16_t rc_port() const noexcept;

    /// Keys for every transaction (a JSON object, at most 512 KiB); sent with start.
    ///
    /// Errors: throws ConfigError when it is no object, or too large.
    void set_transaction_context(const std::string& json);

    /// Waits until `count` turrets are ready; false when stop was requested.
    bool wait_turrets(std::uint64_t count, std::stop_token stop = {});

    /// Starts the turrets, collects for config.run_time or until no turret is left to fire, stops
    /// them, and takes what is queued. Once: the next run is another HQ's.
    RunOutcome run(std::stop_token stop = {});

    /// Tells every turret that is connected to shut down; before, after or without run(). Waits
    /// until they have said so or are gone, at most 5 s; one of version 1 has 2 s to reconnect.
    void kill_turrets();

    /// For who has started turrets: the process of the one of this name has ended. `how` goes on
    /// from its name, "ended by SIGKILL (signal 9)": it is in the record of the turret if that has
    /// not said its last word, which then is not waited for. An observer may call it.
    void turret_ended(const std::string& name, const std::string& how);

private:
    struct OCT_NO_EXPORT Parts;
    std::unique_ptr<Parts> parts_;
};

/// A forwarder passes commands on (SUB → PUB), a streamer results (PULL → PUSH, shared out among
/// the HQs that are connected).
enum class Device { Forwarder, Streamer };

/// Where a device listens.
struct DeviceOptions {
    std::string interface = "127.0.0.1";  ///< "*" for all
    std::uint16_t frontend = 0;           ///< port for who sends; 0: any free one
    std::uint16_t backend = 0;            ///< port for who receives; 0: any free one
    /// Called once, when both ports are bound.
    std::function<void(std::uint16_t frontend, std::uint16_t backend)> bound{};
};

/// Passes messages from the frontend to the backend, frames and bytes unchanged, until `stop`.
///
/// A streamer takes nothing while nobody receives, and so pushes back on whoever sends.
/// Errors:    throws TransportError naming the port that cannot be bound.
/// Threading: confined to the caller; `stop` may be requested from any thread.
OCT_EXPORT void run_device(Device device, const DeviceOptions& options, std::stop_token stop);

}  // namespace oct
