// Group hq: results from a turret's cannons to committed rows, over TCP, in one process.
#include <oct/hq.hpp>
#include <oct/stats_handler.hpp>
#include <oct/turret.hpp>

#include "bare_stages.hpp"
#include "rounds.hpp"
#include "run/results_folder.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

namespace oct::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// Fires `left` times without doing anything but a timer, then now and then until the end: a cannon
/// hands its last samples over when a later one finds them old.
class Counted : public Transaction {
public:
    explicit Counted(std::uint64_t left) : left_(left) {}
    void run() override {
        auto t = timer("a timer");
        if (left_ != 0)
            --left_;
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(60));
    }

private:
    std::uint64_t left_;
};

struct Cost {
    double cpu_us;   // per result, turret and HQ together
    double wall_us;  // per result, from start to the last row committed
};

// The run ends as soon as all rows are there: a thread watches the count and stops it.
Cost results_into_rows(std::uint64_t n) {
    const auto folder = run::make_private_folder();
    Config config;
    config.run_time = std::chrono::hours(1);
    config.results_ts_interval = std::chrono::seconds(1);
    config.publish_port = config.rc_port = 0;
    Cost cost{};
    {
        StatsHandler stats(folder, config);
        HQOptions options;
        options.sinks = {&stats};
        HQ hq(config, options);
        TurretConfig turret_config;
        turret_config.name = "navigation";
        turret_config.hq_publisher = hq.publish_port();
        turret_config.hq_rc = hq.rc_port();
        TurretOptions turret_options;
        turret_options.once = true;
        turret_options.buffer_bytes = std::size_t{8} << 30;  // cannons are faster than any store
        std::jthread turret([&] {
            Turret(
                turret_config,
                [n](const TransactionConfig&) { return std::make_unique<Counted>(n); },
                turret_options)
                .run();
        });
        hq.wait_turrets(1);
        std::stop_source stop;
        const double cpu = cpu_seconds();
        const auto since = Clock::now();
        std::jthread watch([&] {
            while (stats.stored() < n) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            cost.wall_us = std::chrono::duration<double, std::micro>(Clock::now() - since).count() /
                           static_cast<double>(n);
            stop.request_stop();
        });
        hq.run(stop.get_token());
        watch.join();
        turret.join();
        cost.cpu_us = (cpu_seconds() - cpu) * 1e6 / static_cast<double>(n);
    }
    std::filesystem::remove_all(folder);
    return cost;
}

}  // namespace

std::vector<Figure> hq(const Effort& effort) {
    const auto n = static_cast<std::uint64_t>(1'000'000 * effort.scale);
    const int rounds = effort.rounds < 5 ? 1 : 5;
    std::vector<double> walls;
    std::vector<double> floor_walls;
    const Figure cpu = interleaved(
        {"hq", "results into rows", 0, "us CPU per result", 0, 0, "ratio <= 1.5"}, rounds,
        [&] {
            const Cost cost = results_into_rows(n);
            walls.push_back(cost.wall_us);
            return cost.cpu_us;
        },
        [&] { return bare_stages(n).sum(); });
    Figure rate{"hq", "results into rows: wall time",     median(walls), "us per result", cpu.floor,
                0,    "figure <= 3.33 (300000 results/s)"};
    rate.ratio = rate.figure / rate.floor;
    return {cpu, rate};
}

}  // namespace oct::bench
