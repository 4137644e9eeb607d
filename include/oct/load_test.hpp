// A load test inside a program: HQ and turrets in one process, no ports.
#pragma once

#include <oct/config.hpp>
#include <oct/export.hpp>
#include <oct/limit.hpp>
#include <oct/plan.hpp>
#include <oct/summary.hpp>
#include <oct/transaction.hpp>
#include <oct/version.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace oct {

class LogSink;      // <oct/log.hpp>
class ResultSink;   // <oct/result_sink.hpp>
class RunObserver;  // <oct/observer.hpp>

/// A load test as one expression, for a Catch2 or GoogleTest case:
///
///     auto summary = oct::LoadTest().cannons(20).run_time(2s).transaction<Checkout>().run();
///
/// Settings may come in any order; cannons, rampup, rate, plan, config and loop_threads are of the
/// transactions that are added after them, each of which has them for itself: of two transactions
/// after rate(10) each has 10 arrivals a second, together 20. What they come to together is in the
/// log. A setting that is given again replaces what it was; those that add say so.
///
/// Errors:     settings throw ConfigError naming themselves; run() does when no transaction was
///             given, its constructor throws, or a setting came after the last transaction; and it
///             passes on what before() or an observer throws to give the run up. The constructor
///             throws Error when headers and library do not fit (require_version).
/// Threading:  confined; the transactions run on threads of their own. What of them does not return
///             at the end of the run says stop_deadline(). Observers, sinks, before() and after()
///             are called on the thread of run().
/// Ownership:  sinks, observers and log outlive it.
class OCT_EXPORT LoadTest {
public:
    explicit LoadTest(Version compiled = {});
    ~LoadTest();
    LoadTest(LoadTest&&) noexcept;
    LoadTest& operator=(LoadTest&&) noexcept;

    /// Of each transaction added from here on; default 1.
    LoadTest& cannons(std::uint64_t count);
    LoadTest& run_time(std::chrono::nanoseconds time);  ///< at most; default 1 s
    LoadTest& rampup(std::chrono::nanoseconds time);    ///< default 0
    /// Open load: arrivals per second of each transaction added from here on, whatever the target
    /// does; the cannons are who may be busy. A transaction of a closed load is added before it.
    LoadTest& rate(double arrivals_per_second);
    /// Everything else about when transactions start. It leaves rate() as it is, and has none of
    /// its own beside it.
    LoadTest& plan(Plan plan);
    LoadTest& interval(std::chrono::nanoseconds time);  ///< of the summary's intervals, default 1 s
    /// What the transaction's constructor gets. Keys of the load (cannons, rate, pacing, …), which
    /// would change nothing here, are refused.
    LoadTest& config(std::string json);
    /// Threads that asynchronous cannons share; default: one a core.
    LoadTest& loop_threads(std::uint64_t count);
    /// At the end of the run, the time that transactions under way have to return; then they count
    /// as in flight. Waits of asynchronous ones throw Cancelled, and they get three seconds more.
    /// What has still not returned (a call in offload(), a blocking run()) is left behind: run()
    /// returns, its thread goes on, and what it uses has to live as long. Default: 5 s for
    /// asynchronous transactions; blocking ones are waited for, and the log says so.
    LoadTest& stop_deadline(std::chrono::nanoseconds time);
    LoadTest& context(const std::string& json);  ///< as HQ::set_transaction_context
    /// One more that the run has to keep, e.g. "p95 < 50ms", or that ends it, e.g.
    /// "errors < 5% abort after 10s"; see oct::Limit. Judged in the Summary.
    LoadTest& limit(std::string_view text);
    LoadTest& limit(Limit limit);
    /// Keep results.sqlite and the report; without it results are counted in memory, no file is
    /// made.
    LoadTest& results(std::filesystem::path directory);
    LoadTest& samples(Samples samples);  ///< what of the results is kept; needs results()
    /// One more file beside the report, e.g. "junit=report.xml"; see oct::Output. Needs results().
    LoadTest& output(std::string_view text);
    LoadTest& output(Output output);
    LoadTest& sink(ResultSink& sink);           ///< one more receiver of all results
    LoadTest& observer(RunObserver& observer);  ///< one more that watches the run
    /// One more to be called when all is ready, before the first transaction. What it throws gives
    /// the run up.
    LoadTest& before(std::function<void()> call);
    /// One more to be called when the last result has come. What it throws does not cost the
    /// Summary: it is in Summary::hook_failures. Not called when the run was given up.
    LoadTest& after(std::function<void()> call);
    LoadTest& log(LogSink& log);

    /// Adds a turret of T with the cannons, rampup, rate, plan, loop_threads and config set so far.
    template <class T>
    LoadTest& transaction(std::string name = "transaction") {
        return transaction(std::move(name), &make_transaction<T>);
    }
    LoadTest& transaction(std::string name, TransactionFactory factory);

    /// Runs to the end and returns what was measured: until run_time is over, or before it when
    /// every transaction that the plans ask for has been fired.
    [[nodiscard]] Summary run(std::stop_token stop = {});

private:
    struct OCT_NO_EXPORT Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace oct
