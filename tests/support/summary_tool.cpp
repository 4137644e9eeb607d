// For pandas_agrees.py: makes a database by a run, and prints the summary of one as JSON.
//
// usage: oct_summary_tool run FOLDER | oct_summary_tool summary DATABASE INTERVAL_SECONDS
#include <oct/load_test.hpp>
#include <oct/results.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

using namespace std::chrono_literals;

class Varied : public oct::Transaction {
public:
    void run() override {
        std::lognormal_distribution<double> micros(7, 0.8);
        const auto pause = [&] {
            return std::chrono::microseconds(static_cast<std::int64_t>(micros(random_)));
        };
        auto whole = timer("whole");
        std::this_thread::sleep_for(pause());
        if (random_() % 3 == 0) {
            auto part = timer("now and then");
            std::this_thread::sleep_for(pause());
        }
        if (random_() % 10 == 0) throw std::runtime_error("HTTP status 500");
    }

private:
    std::mt19937_64 random_{std::random_device{}()};
};

int main_of(const std::string& what, const std::string& path, const char* seconds) {
    if (what == "run") {
        (void)oct::LoadTest()
            .cannons(3)
            .run_time(2500ms)
            .interval(1s)
            .results(path)
            .transaction<Varied>("navigation")
            .transaction<Varied>("checkout")
            .run();
        return 0;
    }
    if (what != "summary" || seconds == nullptr) return 2;
    oct::Config config;
    config.results_ts_interval =
        std::chrono::nanoseconds(static_cast<std::int64_t>(std::atof(seconds) * 1e9));
    std::cout << oct::ReportBuilder({}, path, config).summarize().to_json() << '\n';
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    try {
        return main_of(argv[1], argv[2], argc > 3 ? argv[3] : nullptr);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
