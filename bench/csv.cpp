// Group report: rows of a run's own database into CSV, beside a bare scan of the same columns.
#include <oct/results.hpp>

#include "base/private_folder.hpp"
#include "rounds.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <malloc.h>
#include <ostream>
#include <streambuf>

namespace oct::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;

// Blocks as two turrets send them: one custom timer, one transaction of a hundred failed.
SampleBlock block_of(std::uint64_t from, std::uint64_t count) {
    SampleBlock block;
    const WallTime start{std::chrono::seconds(1'795'335'033)};
    for (std::uint64_t i = from; i < from + count; ++i) {
        Sample sample;
        sample.elapsed = microseconds(10 * i) + std::chrono::nanoseconds(i % 1000);
        sample.epoch = start + sample.elapsed;
        sample.service = microseconds(16'000 + i % 7919);
        sample.turret = block.intern(i % 2 == 0 ? "navigation" : "random");
        sample.turret_uuid = block.intern(i % 2 == 0 ? "u1" : "u2");
        block.add_timer(block.intern("a timer"), microseconds(8'000 + i % 7919));
        block.append(sample, i % 100 == 0 ? "HTTP 500: server error" : "");
    }
    return block;
}

void fill(const fs::path& folder, std::uint64_t rows) {
    constexpr std::uint64_t kBlock = 2048;
    Config config;
    config.run_time = std::chrono::seconds(10);
    config.results_ts_interval = std::chrono::seconds(1);
    StatsHandler stats(folder, config);
    stats.start({"hq", WallTime(std::chrono::seconds(1'795'335'033))});
    for (std::uint64_t at = 0; at < rows; at += kBlock)
        stats.consume(block_of(at, std::min(kBlock, rows - at)));
    RunOutcome outcome;
    outcome.run_time = config.run_time;
    outcome.received = rows;
    stats.finish(outcome);
}

// What no reader of these columns can do without.
std::size_t bare_scan(const fs::path& file) {
    sqlite3* db = nullptr;
    sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    sqlite3_exec(db, "PRAGMA mmap_size = 268435456", nullptr, nullptr, nullptr);
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(db,
                       "SELECT elapsed, epoch, turret_name, scriptrun_time, error, custom_timers "
                       "FROM result ORDER BY id",
                       -1, &rows, nullptr);
    double sum = 0;
    std::size_t bytes = 0;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (const int column : {0, 1, 3}) sum += sqlite3_column_double(rows, column);
        for (const int column : {2, 4, 5}) {
            bytes += static_cast<std::size_t>(*sqlite3_column_text(rows, column));
            bytes += static_cast<std::size_t>(sqlite3_column_bytes(rows, column));
        }
    }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    return bytes + static_cast<std::size_t>(sum);
}

/// Takes what is written, keeps nothing, and asks each time how much of the heap is in use.
class HeapWatch : private std::streambuf, public std::ostream {
public:
    HeapWatch() : std::ostream(static_cast<std::streambuf*>(this)) {}

    /// More than when it was made.
    [[nodiscard]] std::size_t most_bytes() const { return most_ - std::min(most_, before_); }

private:
    static std::size_t in_use() {
        const auto heap = mallinfo2();
        return heap.uordblks + heap.hblkhd;
    }
    std::streamsize xsputn(const char*, std::streamsize size) override {
        most_ = std::max(most_, in_use());
        return size;
    }

    std::size_t before_ = in_use();
    std::size_t most_ = 0;
};

double heap_megabytes(std::uint64_t rows) {
    const auto folder = base::PrivateFolder().keep();
    fill(folder, rows);
    HeapWatch out;
    results_to_csv(folder / "results.sqlite", out);
    fs::remove_all(folder);
    return static_cast<double>(out.most_bytes()) / 1e6;
}

}  // namespace

std::vector<Figure> csv(const Effort& effort) {
    const auto n = static_cast<std::uint64_t>(1'000'000 * effort.scale);
    const auto folder = base::PrivateFolder().keep();
    fill(folder, n);
    const auto us_per_row = [n](const std::function<void()>& body) {
        const double before = cpu_seconds();
        body();
        return (cpu_seconds() - before) * 1e6 / static_cast<double>(n);
    };
    std::size_t seen = 0;
    const Figure figure = interleaved(
        {"report", "results to csv", 0, "us CPU per row", 0, 0, "ratio <= 2.5"}, effort.rounds,
        [&] {
            return us_per_row(
                [&] { results_to_csv(folder / "results.sqlite", folder / "results.csv"); });
        },
        [&] { return us_per_row([&] { seen += bare_scan(folder / "results.sqlite"); }); });
    fs::remove_all(folder);
    Figure memory{"report",
                  "results to csv: heap",
                  heap_megabytes(n),
                  "MB",
                  heap_megabytes(n / 10),
                  0,
                  "ratio <= 1.1: a tenth of the rows"};
    memory.ratio = memory.figure / memory.floor;
    return seen == 0 ? std::vector<Figure>() : std::vector<Figure>{figure, memory};
}

}  // namespace oct::bench
