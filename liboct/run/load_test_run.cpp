// HQ and turrets on threads of one process; they speak the same wire, over inproc:// sockets.
#include <oct/clock.hpp>
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "base/config_check.hpp"
#include "base/error_text.hpp"
#include "base/log.hpp"
#include "base/plan_fit.hpp"
#include "base/rules.hpp"
#include "base/text.hpp"
#include "hq/listeners.hpp"
#include "hq/run_control.hpp"
#include "report/judge/judgement.hpp"
#include "results/run_in_memory.hpp"
#include "run/load_test_parts.hpp"
#include "run/not_begun.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

namespace oct {
namespace {

constexpr auto kPublisher = "inproc://commands";
constexpr auto kCollector = "inproc://results";
constexpr auto kNever = std::chrono::nanoseconds::max();
constexpr auto kStopDeadline = std::chrono::seconds(5);  // of asynchronous transactions

}  // namespace

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

}  // namespace oct
