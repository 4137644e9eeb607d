// Results as a run would have them, and a look into the database that keeps them.
#pragma once

#include <oct/config.hpp>
#include <oct/log.hpp>
#include <oct/result_sink.hpp>
#include <oct/sample.hpp>

#include "base/mutex.hpp"
#include "store/database.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace oct::testing {

/// When the runs of these tests started.
inline constexpr WallTime kStart{std::chrono::seconds(1'700'000'000)};

struct TimerOf {
    std::string name;
    std::chrono::nanoseconds value;
};

/// What a test says of a transaction; the rest follows.
struct Shot {
    std::chrono::nanoseconds elapsed{};
    std::chrono::nanoseconds service = std::chrono::milliseconds(10);
    std::string error = {};
    std::vector<TimerOf> timers = {};
    std::string turret = "navigation";
    std::string uuid = "u1";
    std::chrono::nanoseconds lag{};
    bool warmup = false;
};

inline void add(SampleBlock& block, const Shot& shot) {
    for (const TimerOf& timer : shot.timers) block.add_timer(block.intern(timer.name), timer.value);
    Sample sample;
    sample.elapsed = shot.elapsed;
    sample.epoch = kStart + shot.elapsed;
    sample.lag = shot.lag;
    sample.service = shot.service;
    sample.in_warmup = shot.warmup;
    sample.turret = block.intern(shot.turret);
    sample.turret_uuid = block.intern(shot.uuid);
    block.append(sample, shot.error);
}

inline SampleBlock block_of(const std::vector<Shot>& shots) {
    SampleBlock block;
    for (const Shot& shot : shots) add(block, shot);
    return block;
}

inline SampleBlock block_of(std::size_t count) {
    return block_of(std::vector<Shot>(count));
}

/// A turret that sent its last word: it fired `fired`, all of which it handed to the network.
inline TurretRecord turret_of(std::uint64_t fired, const std::string& name = "navigation",
                              const std::string& uuid = "u1") {
    TurretRecord record;
    record.name = name;
    record.uuid = uuid;
    record.status = "ready";
    record.cannons = 3;
    record.script = "v_user.cpp";
    record.rampup = std::chrono::milliseconds(1500);
    record.load = "closed load";
    record.counts = TurretCounts{};
    record.counts->intended = fired;
    record.counts->fired = fired;
    record.counts->sent = fired;
    record.last_word = true;
    record.joined = kStart;
    record.updated = kStart;
    record.received = fired;
    return record;
}

inline RunOutcome outcome_of(std::vector<TurretRecord> turrets,
                             std::chrono::nanoseconds run_time = std::chrono::seconds(30)) {
    RunOutcome outcome;
    outcome.start = {"hq", kStart};
    outcome.finished = kStart + run_time;
    outcome.run_time = run_time;
    outcome.turrets = std::move(turrets);
    return outcome;
}

inline Config config_of(std::chrono::nanoseconds interval = std::chrono::seconds(10)) {
    Config config;
    config.run_time = std::chrono::seconds(30);
    config.results_ts_interval = interval;
    return config;
}

/// Keeps the lines it gets.
class KeptLog final : public LogSink {
public:
    void write(LogLevel, std::string_view, std::string_view message) override {
        const base::MutexLock lock(mutex_);
        text_ += message;
        text_ += '\n';
    }
    [[nodiscard]] std::string text() {
        const base::MutexLock lock(mutex_);
        return text_;
    }

private:
    base::Mutex mutex_;
    std::string text_ OCT_GUARDED_BY(mutex_);
};

/// As if only the rows had been stored: the report then is made of them.
inline void forget_aggregates(const std::filesystem::path& file) {
    store::Database database = store::Database::open(file);
    database.execute("PRAGMA query_only = OFF");
    database.execute("DELETE FROM aggregate");
}

/// The first column of the first row as text.
inline std::string query(const store::Database& database, std::string_view sql) {
    store::Statement statement = database.prepare(sql);
    return statement.step() ? std::string(statement.text(0)) : std::string();
}

}  // namespace oct::testing
