// Group report: a whole report from a run's own database, and from its rows alone.
//
// OCT_BENCH_ROWS sets the number of results: 1,000,000 without it; the goals speak of 10,000,000.
#include <oct/results.hpp>

#include "base/private_folder.hpp"
#include "rounds.hpp"
#include "store/database.hpp"

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace oct::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::chrono::seconds kRunTime{300};
constexpr double kMegabyte = 1e6;

struct Used {
    double seconds = 0;
    double megabytes = 0;  // at most, of the whole process
};

// In a process of its own, so that its memory is its own.
template <class Body>
Used in_child(Body&& body) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        const auto since = Clock::now();
        body();
        const double seconds = std::chrono::duration<double>(Clock::now() - since).count();
        ::_exit(::write(ends[1], &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
    }
    ::close(ends[1]);
    Used used;
    const bool told = ::read(ends[0], &used.seconds, sizeof used.seconds) == sizeof used.seconds;
    ::close(ends[0]);
    rusage usage{};
    ::wait4(child, nullptr, 0, &usage);
    if (!told) throw std::runtime_error("a report failed");
    used.megabytes = static_cast<double>(usage.ru_maxrss) * 1024 / kMegabyte;
    return used;
}

Config config() {
    Config config;
    config.run_time = kRunTime;
    config.results_ts_interval = std::chrono::seconds(10);
    return config;
}

// Results of one turret in the order in which they ended, each with one timer, as a run stores
// them.
void generate(const fs::path& folder, std::uint64_t rows) {
    const WallTime start{std::chrono::seconds(1'700'000'000)};
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> service(std::log(2e7), 0.8);
    StatsHandler stats(folder, config());
    stats.start({"hq", start});
    SampleBlock block;
    for (std::uint64_t i = 0; i < rows; ++i) {
        Sample sample;
        sample.elapsed =
            nanoseconds(kRunTime) * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(rows);
        sample.epoch = start + sample.elapsed;
        sample.service = nanoseconds(std::llround(service(random)));
        sample.turret = block.intern("navigation");
        sample.turret_uuid = block.intern("d7b8a1cc-639a-405c-9b16-62ce5cd66f36");
        block.add_timer(block.intern("a timer"), sample.service / 2);
        block.append(sample, i % 1000 == 0 ? "HTTP status 500" : "");
        if (block.size() < 256 && i + 1 != rows) continue;
        stats.consume(block);
        block.clear();
    }
    RunOutcome outcome;
    outcome.start = {"hq", start};
    outcome.finished = start + kRunTime;
    outcome.run_time = kRunTime;
    stats.finish(outcome);
}

void report(const fs::path& folder) {
    (void)ReportBuilder(folder, folder / "results.sqlite", config()).write();
}

// sqlite3_step over the rows, every column taken.
double bare_scan(const fs::path& file, const char* sql) {
    const auto since = Clock::now();
    sqlite3* db = nullptr;
    sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    sqlite3_exec(db, "PRAGMA mmap_size = 268435456", nullptr, nullptr, nullptr);
    sqlite3_stmt* row = nullptr;
    sqlite3_prepare_v2(db, sql, -1, &row, nullptr);
    volatile std::uint64_t kept = 0;
    const int columns = sqlite3_column_count(row);
    while (sqlite3_step(row) == SQLITE_ROW) {
        for (int column = 0; column < columns; ++column) {
            const int type = sqlite3_column_type(row, column);
            if (type == SQLITE_FLOAT)
                kept = kept + static_cast<std::uint64_t>(sqlite3_column_double(row, column));
            else if (type == SQLITE_INTEGER)
                kept = kept + static_cast<std::uint64_t>(sqlite3_column_int64(row, column));
            else if (sqlite3_column_blob(row, column) != nullptr)
                kept = kept + static_cast<std::uint64_t>(sqlite3_column_bytes(row, column));
        }
    }
    sqlite3_finalize(row);
    sqlite3_close(db);
    return std::chrono::duration<double>(Clock::now() - since).count();
}

std::vector<Figure> time_and_memory(const std::string& name, const fs::path& folder, int rounds,
                                    const char* same_rows, const char* time_goal,
                                    const char* memory_goal) {
    std::vector<double> megabytes;
    const fs::path file = folder / "results.sqlite";
    const Figure time = interleaved(
        {"report", name, 0, "s", 0, 0, time_goal}, rounds,
        [&] {
            const Used used = in_child([&] { report(folder); });
            megabytes.push_back(used.megabytes);
            return used.seconds;
        },
        [&] { return bare_scan(file, same_rows); });
    const double nothing = in_child([] {}).megabytes;
    Figure memory{"report", name + ": memory", median(megabytes), "MB", nothing, 0, memory_goal};
    memory.ratio = memory.figure / memory.floor;
    return {time, memory};
}

}  // namespace

std::vector<Figure> report(const Effort& effort) {
    const char* wanted = std::getenv("OCT_BENCH_ROWS");
    const double all = wanted == nullptr ? 1e6 : std::max(1.0, std::strtod(wanted, nullptr));
    const auto rows = static_cast<std::uint64_t>(wanted == nullptr ? all * effort.scale : all);
    const int rounds = effort.rounds < 5 ? 1 : 5;
    const fs::path folder = base::PrivateFolder().keep();
    in_child([&] { generate(folder, rows); });
    auto figures = time_and_memory("report from own database", folder, rounds,
                                   "SELECT interval, errors, seconds, buckets FROM histogram",
                                   "figure <= 0.3 at 10,000,000 results", "figure <= 100");
    in_child([&] {  // as if another program had written the rows: nothing else is known of them
        store::Database database = store::Database::open(folder / "results.sqlite");
        database.execute("PRAGMA query_only = OFF");
        database.execute("DELETE FROM aggregate");
    });
    for (Figure& figure : time_and_memory(
             "report from result table", folder, rounds,
             "SELECT scriptrun_time, elapsed, epoch, error, custom_timers, turret_name, lag, "
             "turret_id FROM result",
             "ratio <= 1.5", "figure <= 300"))
        figures.push_back(std::move(figure));
    fs::remove_all(folder);
    return figures;
}

}  // namespace oct::bench
