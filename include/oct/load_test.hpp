// A load test inside a program: HQ and turrets in one process, no ports.
#pragma once

#include <oct/export.hpp>
#include <oct/limit.hpp>
#include <oct/log.hpp>
#include <oct/plan.hpp>
#include <oct/result_sink.hpp>
#include <oct/summary.hpp>
#include <oct/transaction.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace oct {

/// A load test as one expression, for a Catch2 or GoogleTest case:
///
///     auto summary = oct::LoadTest().cannons(20).run_time(2s).transaction<Checkout>().run();
///
/// Errors:     run() throws ConfigError when no transaction was given, its constructor throws, or
///             a setting came after the transaction that it was meant for.
/// Threading:  confined; the transactions run on threads of their own. What of them does not return
///             at the end of the run says stop_deadline().
class OCT_EXPORT LoadTest {
public:
    LoadTest();
    ~LoadTest();
    LoadTest(LoadTest&&) noexcept;
    LoadTest& operator=(LoadTest&&) noexcept;

    /// Of the transactions added from here on; default 1.
    LoadTest& cannons(std::uint64_t count);
    LoadTest& run_time(std::chrono::nanoseconds time);  ///< at most; default 1 s
    LoadTest& rampup(std::chrono::nanoseconds time);    ///< default 0
    /// Open load: arrivals per second, whatever the target does; the cannons are who may be busy.
    LoadTest& rate(double arrivals_per_second);
    LoadTest& plan(Plan plan);  ///< everything else about when transactions start
    LoadTest& interval(std::chrono::nanoseconds time);  ///< of the summary's intervals, default 1 s
    LoadTest& config(std::string json);                 ///< what the transaction's constructor gets
    /// Threads that asynchronous cannons share; default: one a core.
    LoadTest& loop_threads(std::uint64_t count);
    /// At the end of the run, the time that transactions under way have to return; then they count
    /// as in flight. Waits of asynchronous ones throw Cancelled, and they get three seconds more.
    /// What has still not returned (a call in offload(), a blocking run()) is left behind: run()
    /// returns, its thread goes on, and what it uses has to live as long. Default: 5 s for
    /// asynchronous transactions; blocking ones are waited for, and the log says so.
    LoadTest& stop_deadline(std::chrono::nanoseconds time);
    /// What the run has to keep, e.g. "p95 < 50ms"; see oct::Limit. Judged in the Summary.
    LoadTest& limit(std::string_view text);
    LoadTest& limit(Limit limit);
    /// Keep results.sqlite and the report; without it results are counted in memory, no file is
    /// made.
    LoadTest& results(std::filesystem::path directory);
    LoadTest& sink(ResultSink& sink);  ///< one more receiver of all results
    LoadTest& log(LogSink& log);

    /// Adds a turret of T with the cannons, rampup, plan, loop_threads and config set so far.
    template <class T>
    LoadTest& transaction(std::string name = "transaction") {
        return transaction(std::move(name), &make_transaction<T>);
    }
    LoadTest& transaction(std::string name, TransactionFactory factory);

    /// Runs to the end and returns what was measured: until run_time is over, or before it when
    /// every transaction that the plans ask for has been fired.
    Summary run(std::stop_token stop = {});

private:
    struct OCT_NO_EXPORT Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace oct
