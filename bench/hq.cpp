// Group hq: results from a turret's cannons to committed rows, over TCP, in one process.
#include <oct/cannon.hpp>
#include <oct/hq.hpp>
#include <oct/results.hpp>
#include <oct/turret.hpp>

#include "bare_stages.hpp"
#include "base/private_folder.hpp"
#include "net/socket.hpp"
#include "rounds.hpp"
#include "wire/encoder.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
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

/// Stands for turrets: sends what the run is to store, from when start was heard.
using Peer = std::function<void(const TurretConfig&)>;

/// Cannons of ours: batches.
void fire_batches(const TurretConfig& config, std::uint64_t n) {
    TurretOptions options;
    options.once = true;
    options.buffer_bytes = std::size_t{8} << 30;  // cannons are faster than any store
    Turret(
        config, [n](const TransactionConfig&) { return std::make_unique<Counted>(n); }, options)
        .run();
}

/// A turret of version 1, whose script does nothing: one JSON message a result.
void send_json(const TurretConfig& config, std::uint64_t n) {
    net::Context context;
    net::Socket push(context, net::SocketKind::Push, {.linger = std::chrono::seconds(5)});
    push.connect(fmt::format("tcp://127.0.0.1:{}", config.rc_port));
    const auto send = [&](std::string_view message) {
        while (!push.send(message)) std::this_thread::sleep_for(std::chrono::microseconds(50));
    };
    TurretStatus status;
    status.name = config.name;
    status.uuid = "d7b8a1cc-639a-405c-9b16-62ce5cd66f36";
    for (const char* word : {"ready", "Running"}) {
        status.status = word;
        send(wire::encode_status(status, false));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));  // until the run has begun
    }
    wire::ResultEncoder encoder(config.name, status.uuid);
    Cannon cannon(std::make_unique<Counted>(n));
    const TransactionConfig context_of_run;
    cannon.begin({oct::Clock::real().now(), oct::Clock::real().wall()}, context_of_run, {});
    SampleBlock block;
    for (std::uint64_t i = 0; i < n; ++i) {
        cannon.fire(block);
        send(encoder.encode(block, block.samples().back()));
        block.clear();
    }
}

// The run ends as soon as all rows are there: a thread watches the count and stops it.
Cost results_into_rows(std::uint64_t n, const Peer& peer) {
    const auto folder = base::PrivateFolder().keep();
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
        turret_config.publish_port = hq.publish_port();
        turret_config.rc_port = hq.rc_port();
        std::jthread turret([&] { peer(turret_config); });
        hq.wait_turrets(1);
        std::stop_source stop;
        const double cpu = cpu_seconds();
        const auto since = Clock::now();
        std::jthread watch([&] {
            // Seldom: each look costs CPU that would count as the run's.
            while (stats.stored() < n) std::this_thread::sleep_for(std::chrono::milliseconds(10));
            cost.wall_us = std::chrono::duration<double, std::micro>(Clock::now() - since).count() /
                           static_cast<double>(n);
            cost.cpu_us = (cpu_seconds() - cpu) * 1e6 / static_cast<double>(n);
            stop.request_stop();
        });
        hq.run(stop.get_token());
        watch.join();
        turret.join();
    }
    std::filesystem::remove_all(folder);
    return cost;
}

/// CPU and wall time of one path.
std::vector<Figure> path(const std::string& name, const Effort& effort, const std::string& goal_cpu,
                         const std::string& goal_wall, const std::function<Cost()>& run,
                         const std::function<double()>& floor) {
    std::vector<double> walls;
    const Figure cpu = interleaved(
        {"hq", name, 0, "us CPU per result", 0, 0, goal_cpu}, effort.rounds < 5 ? 1 : 5,
        [&] {
            const Cost cost = run();
            walls.push_back(cost.wall_us);
            return cost.cpu_us;
        },
        floor);
    Figure wall{"hq",     name + ": wall time", median(walls), "us per result", cpu.floor, 0,
                goal_wall};
    wall.ratio = wall.figure / wall.floor;
    return {cpu, wall};
}

}  // namespace

std::vector<Figure> hq(const Effort& effort) {
    const auto n = static_cast<std::uint64_t>(1'000'000 * effort.scale);
    auto figures = path(
        "results into rows", effort, "ratio <= 1.5", "figure <= 1.43 (700000 results/s)",
        [&] { return results_into_rows(n, [n](const auto& config) { fire_batches(config, n); }); },
        [&] { return bare_stages(n).sum(); });
    const auto json = path(
        "results into rows, one by one", effort, "ratio <= 1.5", "figure <= 3.33",
        [&] { return results_into_rows(n, [n](const auto& config) { send_json(config, n); }); },
        [&] {
            const BareStages bare = bare_stages(n);
            return bare.fire + json_stages(n).sum() + bare.insert;
        });
    figures.insert(figures.end(), json.begin(), json.end());
    const auto counts = results_into_histograms(effort);
    figures.insert(figures.end(), counts.begin(), counts.end());
    return figures;
}

}  // namespace oct::bench
