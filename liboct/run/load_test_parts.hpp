// What a LoadTest was told, and its run: HQ and turrets on threads of one process.
#pragma once

#include <oct/hq.hpp>
#include <oct/load_test.hpp>
#include <oct/observer.hpp>

#include "net/socket.hpp"
#include "turret/turret_control.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// It is the last observer of its HQ, for before() and after().
struct LoadTest::Parts : RunObserver {
    struct TurretPlan {
        TurretConfig config;
        TransactionFactory factory;
    };
    using Calls = std::vector<std::function<void()>>;

    Config config;
    TurretConfig next;           // of the next transaction(), but for its rate
    std::optional<double> rate;  // of the next transaction()
    std::string_view unused;     // the setting that was made after the last transaction(), if any
    std::string_view of_kept;    // the setting that needs results(), if there is one
    std::string context;
    std::filesystem::path results;
    std::vector<TurretPlan> turrets;
    std::vector<ResultSink*> sinks;
    std::vector<RunObserver*> observers;
    Calls before;
    Calls after;
    LogSink* log = &LogSink::none();
    std::optional<std::chrono::nanoseconds> stop_deadline;

    bool running = false;

    /// The parts of a LoadTest that may be changed now.
    static Parts& of(const std::unique_ptr<Parts>& parts);
    void starting() override;
    void stopped() override;

    void check() const;
    void check_fit() const;
    void tell_sum() const;
    [[nodiscard]] HQOptions hq_options(ResultSink& kept);
    [[nodiscard]] std::vector<turret::TurretPtr> make_turrets(net::Context& sockets) const;
    Summary run_in_memory(const std::stop_token& stop);
    Summary run_kept(const std::stop_token& stop);
    RunOutcome run(ResultSink& kept, const std::stop_token& stop);
};

}  // namespace oct
