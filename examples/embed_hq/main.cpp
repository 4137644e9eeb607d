// embed_hq: a CI program that is its own headquarters, and fails when the service is too slow.
//
//   embed_hq RESULTS_DIR [P95_LIMIT_MS]
//
// It puts the parts together by hand: an HQ whose results go to a StatsHandler, two turrets on
// threads of this process (real sockets on 127.0.0.1), and the report. For a test without sockets,
// oct::LoadTest does the same in one expression.
#include <oct/oct.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

namespace {

/// The service under test would be called here.
class Order : public oct::Transaction {
public:
    void run() override {
        auto t = timer("order");
        std::this_thread::sleep_for(2ms);
    }
};

oct::Config ci_config() {
    oct::Config config;
    config.run_time = 1500ms;
    config.results_ts_interval = 500ms;
    config.publish_port = 0;  // any free port: CI jobs share machines
    config.rc_port = 0;
    config.min_turrets = 2;
    return config;
}

void live_as_turret(const std::string& name, const oct::HQ& hq, std::stop_token stop) {
    oct::TurretConfig config;
    config.name = name;
    config.cannons = 4;
    config.publish_port = hq.publish_port();
    config.rc_port = hq.rc_port();
    oct::Turret turret(config, &oct::make_transaction<Order>, {.once = true});
    turret.run(stop);
}

/// Runs the test and returns what the report says.
oct::Summary run_test(const std::string& results_dir) {
    const oct::Config config = ci_config();
    std::filesystem::create_directories(results_dir);
    oct::StatsHandler stats(results_dir, config);
    oct::HQOptions options;
    options.sinks = {&stats};
    oct::HQ hq(config, options);

    std::vector<std::jthread> turrets;
    for (const char* name : {"north", "south"})
        turrets.emplace_back([name, &hq](std::stop_token stop) { live_as_turret(name, hq, stop); });
    hq.wait_turrets(config.min_turrets);
    hq.run();
    turrets.clear();  // each has sent its last word: stop and join

    return stats.write_report();
}

/// What CI fails on; the first reason, or "".
std::string verdict(const oct::Summary& summary, std::chrono::nanoseconds limit) {
    if (!summary.ledger.balances()) return "results were lost";
    if (summary.transactions == 0) return "nothing was measured";
    if (summary.errors > 0) return std::to_string(summary.errors) + " transactions failed";
    if (summary.all().statistics.p95 > limit) return "95 % are slower than the limit";
    return "";
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 2) {
        std::fputs("usage: embed_hq RESULTS_DIR [P95_LIMIT_MS]\n", stderr);
        return 2;
    }
    const std::chrono::milliseconds limit(argc > 2 ? std::atoi(argv[2]) : 500);
    const oct::Summary summary = run_test(argv[1]);

    std::printf("transactions: %llu\nledger: %s\nreport: %s\n",
                static_cast<unsigned long long>(summary.transactions),
                to_string(summary.ledger).c_str(), summary.report.c_str());
    const std::string failure = verdict(summary, limit);
    if (failure.empty()) return 0;
    std::printf("FAILED: %s\n", failure.c_str());
    return 1;
} catch (const oct::Error& error) {
    std::fprintf(stderr, "embed_hq: %s\n", error.what());
    return 1;
}
