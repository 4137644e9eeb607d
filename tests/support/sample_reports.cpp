// Runs from a random number generator with a fixed seed, through the store as any other run.
#include "support/sample_reports.hpp"

#include <oct/results.hpp>

#include "support/results.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <random>
#include <utility>

namespace oct::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
namespace fs = std::filesystem;

// Stores what a run would have sent, and writes its report.
class SyntheticRun {
public:
    SyntheticRun(fs::path folder, nanoseconds run_time, nanoseconds interval,
                 const std::vector<std::string>& limits = {})
        : folder_(std::move(folder)), config_(config_of(interval)), run_time_(run_time) {
        config_.run_time = std::chrono::duration_cast<std::chrono::seconds>(run_time);
        config_.json = fmt::format(R"({{"run_time": {}, "results_ts_interval": {}}})",
                                   run_time / 1s, interval / 1s);
        for (const std::string& limit : limits) config_.limits.push_back(Limit::parse(limit));
        handler_ = std::make_unique<StatsHandler>(folder_, config_);
        handler_->start({"hq", kStart});
    }

    TurretRecord& turret(const std::string& name, std::uint64_t cannons,
                         std::chrono::nanoseconds rampup) {
        TurretRecord record = turret_of(0, name, fmt::format("{:08x}-0c7", turrets_.size() + 0xa7));
        record.cannons = cannons;
        record.rampup = rampup;
        record.script = "test_scripts/" + name + ".cpp";
        record.updated = kStart + run_time_;
        turrets_.push_back(record);
        return turrets_.back();
    }
    void fire(TurretRecord& turret, const Shot& shot, nanoseconds lag = {}) {
        for (const TimerOf& timer : shot.timers)
            block_.add_timer(block_.intern(timer.name), timer.value);
        Sample sample;
        sample.elapsed = shot.elapsed;
        sample.epoch = kStart + shot.elapsed;
        sample.service = shot.service;
        sample.lag = lag;
        sample.turret = block_.intern(turret.name);
        sample.turret_uuid = block_.intern(turret.uuid);
        block_.append(sample, shot.error);
        ++turret.received;
        if (block_.size() >= 4096) flush();
    }
    /// Results of the turret that the disk did not take.
    void lose(TurretRecord& turret, std::uint64_t results) {
        turret.rejected = results;
        lost_ += results;
    }
    void reserve(std::size_t turrets) { turrets_.reserve(turrets); }

    Summary finish() {
        flush();
        RunOutcome outcome = outcome_of({}, run_time_);
        for (TurretRecord& turret : turrets_) {
            if (turret.counts) {
                const std::uint64_t fired = turret.received + turret.rejected;
                turret.counts->intended = turret.counts->skipped + fired;
                turret.counts->fired = turret.counts->sent = fired;
            }
            outcome.received += turret.received;
        }
        outcome.turrets = turrets_;
        if (lost_ != 0) outcome.rejected = {{std::string(kNotStored), lost_}};
        handler_->finish(outcome);
        handler_.reset();
        return ReportBuilder(folder_, folder_ / "results.sqlite", config_).write();
    }

private:
    void flush() {
        handler_->consume(block_);
        block_.clear();
    }

    fs::path folder_;
    Config config_;
    nanoseconds run_time_;
    std::unique_ptr<StatsHandler> handler_;
    SampleBlock block_;
    std::vector<TurretRecord> turrets_;
    std::uint64_t lost_ = 0;
};

class Random {
public:
    /// Around `median`, with a tail.
    nanoseconds latency(nanoseconds median, double spread) {
        const double factor = std::exp(spread * normal_(engine_));
        return nanoseconds(static_cast<std::int64_t>(static_cast<double>(median.count()) * factor));
    }
    bool chance(double share) { return uniform_(engine_) < share; }
    double share() { return uniform_(engine_); }

private:
    std::mt19937_64 engine_{20151221};
    std::normal_distribution<double> normal_;
    std::uniform_real_distribution<double> uniform_;
};

std::string shop_error(Random& random, bool slow) {
    constexpr std::array<const char*, 4> kErrors{
        "HTTP status 503 Service Unavailable",
        "http://shop.example/basket: Operation timed out after 2000 ms with 0 bytes received",
        "connection reset by peer",
        "assertion failed: expected <h1>Your order</h1>, got <h1>Sorry & goodbye</h1>"};
    const double share = random.share();
    return kErrors[slow && share < 0.7 ? 1 : share < 0.6 ? 0 : share < 0.9 ? 2 : 3];
}

/// Of a turret that used `busy` of a CPU for 90 s and lacked nothing.
TurretHealth health_of(double busy) {
    const auto times = [](double factor, nanoseconds time) {
        return nanoseconds(static_cast<std::int64_t>(factor * static_cast<double>(time.count())));
    };
    TurretHealth health;
    health.watched = 90s;
    health.cpu = times(busy, 90s);
    health.run_delay = times(busy, 4s);
    health.steal = times(busy, 900ms);
    health.largest_gap = times(busy, 31ms);
    health.wakeup_p99 = times(busy, 400us);
    health.blocked = times(busy, 3ms);
    health.cannon_time = 100 * 90s;
    health.cannon_busy = times(busy, 100 * 90s);
    health.cost = 900ns;
    health.timer_cost = 70ns;
    health.involuntary_switches = static_cast<std::uint64_t>(busy * 12345);
    return health;
}

}  // namespace

Summary write_shop_report(const fs::path& folder) {
    SyntheticRun run(folder, 90s, 5s,
                     {"p95 < 200ms", "p99(check out) < 500ms", "errors < 1%", "rate > 100/s"});
    Random random;
    run.reserve(4);
    constexpr nanoseconds kLost = 61s;
    const std::array<TurretRecord*, 4> turrets{
        &run.turret("browsing", 40, 20s), &run.turret("buying", 20, 10s),
        &run.turret("searching", 20, 0s), &run.turret("navigation", 10, 5s)};
    double busy = 0.1;
    for (TurretRecord* turret : turrets) {
        turret->load = "closed load, pacing 0.1 s, waits by sleep";
        turret->health = health_of(busy += 0.17);
    }
    turrets[3]->health.reset();
    turrets[3]->lost = kStart + kLost;
    turrets[3]->counts.reset();
    turrets[3]->last_word = false;
    turrets[3]->status = "running";
    turrets[3]->updated = kStart + kLost - 2s;
    for (nanoseconds at = 30ms; at < 90s; at += random.latency(5ms, 0.7)) {
        const auto which = static_cast<std::size_t>(random.share() * 4) % 4;
        TurretRecord& turret = *turrets[which];
        const double started =
            std::min(1.0, static_cast<double>(at.count()) / 1e9 /
                              std::max(std::chrono::duration<double>(turret.rampup).count(), 0.1));
        if (!random.chance(started) || (turret.lost && at > kLost)) continue;
        const bool slow = at > 48s && at < 56s;
        Shot shot;
        shot.elapsed = at;
        const nanoseconds home = random.latency(slow ? 9ms : 4ms, 0.35);
        const nanoseconds search = random.latency(slow ? 60ms : 11ms, 0.5);
        shot.timers = {{"home page", home}, {"search", search}};
        shot.service = home + search + random.latency(1ms, 0.2);
        if (which == 1) {
            const nanoseconds pay = random.latency(slow ? 400ms : 35ms, 0.6);
            shot.timers.push_back({"check out", pay});
            shot.service += pay;
        }
        if (random.chance(slow ? 0.06 : 0.004)) {
            shot.error = shop_error(random, slow);
            shot.timers.pop_back();
        }
        run.fire(turret, shot, random.latency(slow ? 900us : 60us, 0.8));
    }
    return run.finish();
}

Summary write_hour_report(const fs::path& folder) {
    SyntheticRun run(folder, 1h, 10s);
    Random random;
    TurretRecord& turret = run.turret("endurance", 50, 60s);
    std::vector<std::string> names;
    for (int i = 1; i <= 20; ++i) names.push_back(fmt::format("step {:02} of the order", i));
    for (nanoseconds at = 50ms; at < 1h; at += 400ms) {
        Shot shot;
        shot.elapsed = at;
        const double wave = 1 + 0.4 * std::sin(static_cast<double>(at.count()) / 4e11);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const nanoseconds median = std::chrono::microseconds(
                static_cast<std::int64_t>(300 * wave * std::pow(1.35, static_cast<double>(i))));
            shot.timers.push_back({names[i], random.latency(median, 0.6)});
            shot.service += shot.timers.back().value;
        }
        if (random.chance(0.002)) shot.error = shop_error(random, false);
        run.fire(turret, shot, random.latency(40us, 0.5));
    }
    return run.finish();
}

Summary write_quiet_report(const fs::path& folder) {
    SyntheticRun run(folder, 20s, 5s);
    Random random;
    TurretRecord& turret = run.turret("navigation", 10, 2s);
    for (nanoseconds at = 5ms; at < 20s; at += 12ms) {
        Shot shot;
        shot.elapsed = at;
        shot.service = random.latency(830us, 0.25);
        run.fire(turret, shot);
    }
    return run.finish();
}

Summary write_empty_report(const fs::path& folder) {
    SyntheticRun run(folder, 20s, 5s);
    run.turret("navigation", 10, 2s);
    return run.finish();
}

Summary write_answer_report(const fs::path& folder, Trouble trouble) {
    const bool missed = trouble == Trouble::MissedLimit;
    SyntheticRun run(folder, 20s, 5s, {missed ? "p99 < 1ms" : "p99 < 50ms", "errors < 1%"});
    run.reserve(2);
    Random random;
    for (const char* name : {"browsing", "buying"}) {
        TurretRecord& turret = run.turret(name, 10, 0s);
        const bool killed = trouble == Trouble::HalfTheFleet && turret.name == "buying";
        turret.planned_cannons = 10;
        turret.work = TurretWork{false, 200'000, 200'000, 200'000, 0};
        if (killed) {
            turret.work = TurretWork{false, 60'000, 60'000, 200'000, 0};
            turret.last_word = false;
            turret.updated = kStart + 6s;
            turret.lost = kStart + 6s;
            turret.end = "ended by SIGKILL (signal 9)";
        }
        for (nanoseconds at = 5ms; at < (killed ? 6s : 20s); at += 12ms)
            run.fire(turret, {.elapsed = at,
                              .service = random.latency(830us, 0.25),
                              .error = trouble == Trouble::DeadTarget ? "connection refused" : ""});
        if (trouble == Trouble::FullDisk) run.lose(turret, 400);
    }
    return run.finish();
}

Summary write_report_of(const fs::path& folder, const std::vector<std::string>& texts) {
    SyntheticRun run(folder, 20s, 10s);
    run.reserve(texts.size());
    nanoseconds at = 1ms;
    for (const std::string& text : texts) {
        TurretRecord& turret = run.turret(text, 1, 0s);
        turret.uuid = text;
        turret.script = text;
        turret.status = text;
        turret.reason = text;
        run.fire(turret, {.elapsed = at, .error = text, .timers = {{text, 5ms}}});
        at += 50ms;
    }
    return run.finish();
}

std::vector<std::string> hostile_markup() {
    const std::vector<std::string> payloads{
        "<script>hit()</script>",
        "<img src=x onerror=hit()>",
        "<svg/onload=hit()>",
        "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
        "<a href=javascript:hit()>x</a>",
        "<style>*{display:none}</style>",
        "<!--",
        "<![CDATA[<b>]]>",
        "&lt;script&gt;hit()&lt;/script&gt;",
        "&#60;img src=x onerror=hit()&#62;",
        "\" onload=\"hit()",
        "' onfocus='hit()' autofocus x='",
        "` onmouseover=`hit()",
        "{{title}}",
        "{{{script}}}",
        "{{#sections}}",
        "{% raw %}",
        "=cmd|'/c calc'!A0",
        "\x1b[2J\x1b]0;hit\x07",
        "javascript:hit()"};
    const std::vector<std::pair<std::string, std::string>> wraps{{"", ""},
                                                                 {"</title>", ""},
                                                                 {"</style>", "<style>"},
                                                                 {"</script>", "<script>"},
                                                                 {"</td></tr>", ""},
                                                                 {"\">", "<\""},
                                                                 {"'>", "<'"},
                                                                 {"</text></svg>", "<svg>"},
                                                                 {"--><", "><!--"},
                                                                 {"]]>", "<![CDATA["}};
    std::vector<std::string> texts;
    for (const auto& [before, after] : wraps)
        for (const std::string& payload : payloads) texts.push_back(before + payload + after);
    return texts;
}

}  // namespace oct::testing
