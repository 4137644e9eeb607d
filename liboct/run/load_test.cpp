// HQ and turrets on threads of one process; they speak the same wire, over inproc:// sockets.
#include <oct/clock.hpp>
#include <oct/error.hpp>
#include <oct/load_test.hpp>
#include <oct/results.hpp>

#include "base/config_check.hpp"
#include "base/error_text.hpp"
#include "base/log.hpp"
#include "base/plan_fit.hpp"
#include "base/rules.hpp"
#include "base/text.hpp"
#include "hq/listeners.hpp"
#include "hq/run_control.hpp"
#include "hq/transaction_context.hpp"
#include "net/socket.hpp"
#include "report/judge/judgement.hpp"
#include "results/run_in_memory.hpp"
#include "run/not_begun.hpp"
#include "turret/turret_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace oct {
namespace {

constexpr auto kPublisher = "inproc://commands";
constexpr auto kCollector = "inproc://results";
constexpr auto kNever = std::chrono::nanoseconds::max();
constexpr auto kStopDeadline = std::chrono::seconds(5);  // of asynchronous transactions

template <class Rule>
void require_setting(std::string_view setter, const Rule& rule, const typename Rule::Value& value) {
    base::check_at("LoadTest::", [&] { base::require(setter, rule, value); });
}

// Says that something goes on, as long as it lives.
class Running {
public:
    explicit Running(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    ~Running() { flag_ = false; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    bool& flag_;
};

}  // namespace

// It is the last observer of its HQ, for before() and after().
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

void LoadTest::Parts::starting() {
    for (const auto& call : before) call();
}

// Each is called, also behind one that throws.
void LoadTest::Parts::stopped() {
    std::string failures;
    for (const auto& call : after) {
        try {
            call();
        } catch (...) {
            if (!failures.empty()) failures += "; ";
            failures += base::error_text("LoadTest::after: ", std::current_exception());
        }
    }
    if (!failures.empty()) throw Error(failures);
}

LoadTest::Parts& LoadTest::Parts::of(const std::unique_ptr<Parts>& parts) {
    if (!parts) throw Error("LoadTest: it was moved from: use the one that it was moved to");
    if (parts->running) throw Error("LoadTest: it runs: call this before run(), or after it");
    return *parts;
}

void LoadTest::Parts::check() const {
    if (turrets.empty())
        throw ConfigError("LoadTest: no transaction was given: call transaction<T>() before run()");
    if (!unused.empty())
        throw ConfigError(
            fmt::format("LoadTest::{}: a setting of the transactions that are added after it, and "
                        "none was: call it before transaction<T>()",
                        unused));
    if (!of_kept.empty() && results.empty())
        throw ConfigError(fmt::format(
            "LoadTest::{}: without results(directory) nothing is kept: call that, too", of_kept));
}

// Each transaction has the cannons and the rate that were set before it for itself.
void LoadTest::Parts::tell_sum() const {
    if (turrets.size() < 2) return;
    std::uint64_t cannons = 0;
    double rates = 0;
    for (const TurretPlan& turret : turrets) {
        cannons += turret.config.cannons;
        double most = turret.config.plan.rate.value_or(0);
        for (const Stage& stage : turret.config.plan.stages) most = std::max(most, stage.rate);
        rates += most;
    }
    base::Log(*log, "oct.run")
        .info(fmt::format("{} transactions, each with its own cannons{}: {} cannons{} in all",
                          turrets.size(), rates == 0 ? "" : " and rate", cannons,
                          rates == 0 ? "" : fmt::format(" and up to {} arrivals/s", rates)));
}

void LoadTest::Parts::check_fit() const {
    base::check_at("LoadTest: ", [&] { config.check(); });
    for (const auto& [turret, factory] : turrets) {
        const std::string place = "LoadTest: " + base::sanitized(turret.name, kMaxNameBytes) + ": ";
        base::check_at(place, [&, &turret = turret] {
            turret.check();
            base::check_warmup(turret.plan, config.run_time);
        });
        for (const std::string& cut :
             base::cut_by(config.run_time, turret.plan, turret.cannons, turret.rampup))
            log->write(LogLevel::Warning, "oct.run", place + cut);
    }
}

Summary LoadTest::Parts::run_in_memory(const std::stop_token& stop) {
    results::RunInMemory memory(config);
    if (run(memory, stop).start.hq.empty()) return run::not_begun(config);
    hq::Listeners(observers, {}, *log).analyzing();
    return report::read_judged(memory, config.results_ts_interval, config.limits, *log).summary;
}

Summary LoadTest::Parts::run_kept(const std::stop_token& stop) {
    StatsHandler stats(results, config, *log);
    if (run(stats, stop).start.hq.empty()) return run::not_begun(config);
    hq::Listeners(observers, {}, *log).analyzing();
    return stats.write_report();
}

HQOptions LoadTest::Parts::hq_options(ResultSink& kept) {
    HQOptions options;
    options.sinks = sinks;
    options.sinks.push_back(&kept);
    options.observers = observers;
    if (!before.empty() || !after.empty()) options.observers.push_back(this);
    options.log = log;
    options.drain_deadline = std::chrono::nanoseconds::max() / 4;  // a run() is waited for
    options.silence = options.drain_deadline;  // a thread of this process is not lost unseen
    return options;
}

std::vector<turret::TurretPtr> LoadTest::Parts::make_turrets(net::Context& sockets) const {
    TurretOptions options;
    options.once = true;
    options.linger = kNever;
    options.stop_deadline = stop_deadline.value_or(kNever);
    options.interrupt_after = stop_deadline.value_or(kStopDeadline);
    options.log = log;
    std::vector<turret::TurretPtr> made;
    made.reserve(turrets.size());
    for (const TurretPlan& plan : turrets)
        made.emplace_back(new turret::TurretControl(sockets,
                                                    turret::Endpoints{kPublisher, kCollector},
                                                    plan.config, plan.factory, options));
    return made;
}

// Turrets are made here, on the caller's thread: what a transaction's constructor throws is the
// caller's. Then each has a thread until its one run is over.
RunOutcome LoadTest::Parts::run(ResultSink& kept, const std::stop_token& stop) {
    hq::Listeners(observers, {}, *log).preparing();
    net::Context sockets;
    hq::RunControl hq(sockets, {kPublisher, kCollector, {}}, config.run_time, hq_options(kept),
                      config.limits);
    if (!context.empty()) hq.set_transaction_context(context);

    const std::vector<turret::TurretPtr> loops = make_turrets(sockets);
    std::stop_source end;  // of the run: the caller's wish, or a turret that cannot go on
    const std::stop_callback wish(stop, [&] { end.request_stop(); });
    std::vector<std::exception_ptr> failures(loops.size());
    RunOutcome outcome;
    outcome.interrupted = true;
    {
        std::vector<std::jthread> threads;
        threads.reserve(loops.size());
        for (std::size_t i = 0; i < loops.size(); ++i)
            threads.emplace_back([&, i](std::stop_token over) {
                try {
                    loops[i]->run(std::move(over));
                } catch (...) {
                    failures[i] = std::current_exception();
                    end.request_stop();
                }
            });
        if (hq.wait_turrets(loops.size(), end.get_token())) outcome = hq.run(end.get_token());
    }
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);
    return outcome;
}

LoadTest::LoadTest(Version compiled) {
    require_version(compiled);
    parts_ = std::make_unique<Parts>();
    parts_->config.run_time = std::chrono::seconds(1);
    parts_->config.results_ts_interval = std::chrono::seconds(1);
}

LoadTest::~LoadTest() = default;
LoadTest::LoadTest(LoadTest&&) noexcept = default;
LoadTest& LoadTest::operator=(LoadTest&&) noexcept = default;

LoadTest& LoadTest::cannons(std::uint64_t count) {
    Parts& parts = Parts::of(parts_);
    require_setting("cannons", base::kCannons, count);
    parts.next.cannons = count;
    parts.unused = "cannons";
    return *this;
}

LoadTest& LoadTest::run_time(std::chrono::nanoseconds time) {
    require_setting("run_time", base::kLength, time);
    Parts::of(parts_).config.run_time = time;
    return *this;
}

LoadTest& LoadTest::rampup(std::chrono::nanoseconds time) {
    Parts& parts = Parts::of(parts_);
    require_setting("rampup", base::kPause, time);
    parts.next.rampup = time;
    parts.unused = "rampup";
    return *this;
}

LoadTest& LoadTest::rate(double arrivals_per_second) {
    Parts& parts = Parts::of(parts_);
    if (parts.next.plan.rate)
        throw ConfigError("LoadTest::rate: the plan has a rate of its own: give only one of them");
    require_setting("rate", base::kRate, arrivals_per_second);
    parts.rate = arrivals_per_second;
    parts.unused = "rate";
    return *this;
}

LoadTest& LoadTest::plan(Plan plan) {
    Parts& parts = Parts::of(parts_);
    if (plan.rate && parts.rate)
        throw ConfigError(
            "LoadTest::plan: the plan has a rate beside that of rate(): give only one of them");
    parts.next.plan = std::move(plan);
    parts.unused = "plan";
    return *this;
}

LoadTest& LoadTest::interval(std::chrono::nanoseconds time) {
    require_setting("interval", base::kLength, time);
    Parts::of(parts_).config.results_ts_interval = time;
    return *this;
}

LoadTest& LoadTest::config(std::string json) {
    Parts& parts = Parts::of(parts_);
    parts.next.json = TransactionConfig(std::move(json), "LoadTest::config").json();
    parts.unused = "config";
    return *this;
}

LoadTest& LoadTest::loop_threads(std::uint64_t count) {
    Parts& parts = Parts::of(parts_);
    require_setting("loop_threads", base::kLoopThreads, count);
    parts.next.loop_threads = count;
    parts.unused = "loop_threads";
    return *this;
}

LoadTest& LoadTest::stop_deadline(std::chrono::nanoseconds time) {
    require_setting("stop_deadline", base::kPause, time);
    Parts::of(parts_).stop_deadline = time;
    return *this;
}

LoadTest& LoadTest::context(const std::string& json) {
    Parts::of(parts_).context = hq::checked_context(json, "LoadTest::context");
    return *this;
}

LoadTest& LoadTest::limit(std::string_view text) {
    return limit(Limit::parse(text, "LoadTest::limit"));
}

LoadTest& LoadTest::limit(Limit limit) {
    base::check_at("LoadTest::limit: ", [&] { limit.check(); });
    Parts::of(parts_).config.limits.push_back(std::move(limit));
    return *this;
}

LoadTest& LoadTest::results(std::filesystem::path directory) {
    if (directory.empty()) throw ConfigError("LoadTest::results: expected a folder, got \"\"");
    Parts::of(parts_).results = std::move(directory);
    return *this;
}

LoadTest& LoadTest::samples(Samples samples) {
    Parts& parts = Parts::of(parts_);
    parts.config.samples = samples;
    parts.of_kept = "samples";
    return *this;
}

LoadTest& LoadTest::output(std::string_view text) {
    return output(Output::parse(text, "LoadTest::output"));
}

LoadTest& LoadTest::output(Output output) {
    Parts& parts = Parts::of(parts_);
    parts.config.outputs.push_back(std::move(output));
    parts.of_kept = "output";
    return *this;
}

LoadTest& LoadTest::sink(ResultSink& sink) {
    Parts::of(parts_).sinks.push_back(&sink);
    return *this;
}

LoadTest& LoadTest::observer(RunObserver& observer) {
    Parts::of(parts_).observers.push_back(&observer);
    return *this;
}

LoadTest& LoadTest::before(std::function<void()> call) {
    if (!call) throw ConfigError("LoadTest::before: expected a function to call, got none");
    Parts::of(parts_).before.push_back(std::move(call));
    return *this;
}

LoadTest& LoadTest::after(std::function<void()> call) {
    if (!call) throw ConfigError("LoadTest::after: expected a function to call, got none");
    Parts::of(parts_).after.push_back(std::move(call));
    return *this;
}

LoadTest& LoadTest::log(LogSink& log) {
    Parts::of(parts_).log = &log;
    return *this;
}

LoadTest& LoadTest::transaction(std::string name, TransactionFactory factory) {
    Parts& parts = Parts::of(parts_);
    require_setting("transaction", base::kName, name);
    TurretConfig config = parts.next;
    if (parts.rate) config.plan.rate = parts.rate;
    base::check_at("LoadTest: " + name + ": ", [&] { config.plan.check(config.rampup); });
    config.script = name;
    config.name = std::move(name);
    parts.turrets.push_back({std::move(config), std::move(factory)});
    parts.unused = {};
    return *this;
}

Summary LoadTest::run(std::stop_token stop) {
    Parts& parts = Parts::of(parts_);
    parts.check();
    parts.check_fit();
    parts.tell_sum();
    const Running running(parts.running);
    return parts.results.empty() ? parts.run_in_memory(stop) : parts.run_kept(stop);
}

}  // namespace oct
