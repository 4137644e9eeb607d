// What a user writes for very many virtual users on few threads: a transaction of coroutines.
#pragma once

#include <oct/async.hpp>
#include <oct/export.hpp>
#include <oct/sample.hpp>
#include <oct/task.hpp>
#include <oct/transaction.hpp>

#include <vector>

namespace oct {

/// A virtual user's test as coroutines: the same hooks, timers and samples as Transaction.
///
///     oct::Task<> run() override {
///         auto t = timer("think");
///         co_await oct::sleep_for(10ms);
///     }
///
/// Many of them share a thread: what blocks in one of them delays them all. Wait with what
/// <oct/async.hpp> has, or leave a blocking call to a helper thread with oct::offload().
/// Errors:     as Transaction. At the stop deadline every wait throws Cancelled, and what was fired
///             counts as in flight, as a blocking run() that has not returned then.
/// Threading:  confined to its loop's thread from the first setup() on; the constructor runs on the
///             turret's thread.
class OCT_EXPORT AsyncTransaction : public TransactionBase {
public:
    ~AsyncTransaction() override;

    virtual Task<> setup() { return {}; }      ///< Before each run, not measured.
    virtual Task<> run() = 0;                  ///< Measured; a thrown exception becomes an error.
    virtual Task<> tear_down() { return {}; }  ///< After each run, also a failed one; not measured.

private:
    friend class AsyncCannon;
    std::vector<TimerValue> values_;  // of the timers of the run() under way
};

}  // namespace oct
