// A turret: owns cannons, takes commands from the HQ, sends results and its last word.
#pragma once

#include <oct/clock.hpp>
#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/log.hpp>
#include <oct/transaction.hpp>
#include <oct/version.hpp>

#include <chrono>
#include <memory>
#include <stop_token>

namespace oct {

/// How a turret behaves beside its configuration.
struct TurretOptions {
    bool once = false;                                                 ///< return after one run
    std::chrono::nanoseconds stop_deadline = std::chrono::seconds(5);  ///< for run() to return
    /// After the stop: when waits of asynchronous transactions are interrupted, if not before by
    /// the stop deadline. They get three seconds more to return.
    std::chrono::nanoseconds interrupt_after = std::chrono::nanoseconds::max();
    std::chrono::nanoseconds linger = std::chrono::seconds(5);  ///< to hand over the rest
    std::size_t buffer_bytes = std::size_t{64} << 20;  ///< samples waiting for the network, at most
    LogSink* log = &LogSink::none();
    const Clock* clock = &Clock::real();
};

/// How Turret::run() ended.
enum class TurretEnd {
    Once,     ///< one run is over and options.once was set
    Killed,   ///< the HQ sent kill
    Stopped,  ///< the stop token asked for it
    /// A run() did not return by the deadline. Its thread goes on, with all that it uses of the
    /// Turret, also when that is destroyed; a program had better leave by _exit().
    Stuck,
};

/// A turret. Its constructor makes every cannon's transaction; run() is its life.
///
/// Errors:     the constructor throws ConfigError for what TurretConfig::check() refuses and when
///             the first transaction cannot be made, TransportError when an address is unusable; a
///             turret that aborts tells the HQ first.
/// Threading:  confined to the thread that calls run(), which is its I/O thread. While a test runs
///             each blocking cannon has a thread of its own; asynchronous ones share
///             `loop_threads`.
class OCT_EXPORT Turret {
public:
    Turret(const TurretConfig& config, TransactionFactory factory,
           const TurretOptions& options = {}, Version compiled = {});
    ~Turret();
    Turret(const Turret&) = delete;
    Turret& operator=(const Turret&) = delete;

    /// Connects, is ready, runs whenever the HQ says start, and is ready again after each stop.
    TurretEnd run(std::stop_token stop = {});

    [[nodiscard]] const std::string& uuid() const noexcept;
    /// Cannons still inside run() after Stuck.
    [[nodiscard]] std::uint64_t stuck_cannons() const noexcept;

private:
    struct OCT_NO_EXPORT Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace oct
