// What the HQ thread hands to the thread that writes: a bounded queue of blocks, and facts.
#pragma once

#include <oct/clock.hpp>
#include <oct/sample.hpp>
#include <oct/turret_status.hpp>

#include "base/mutex.hpp"
#include "measure/run_record.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace oct::results {

/// A queue whose blocks are used again and again.
///
/// A block counts against the bound until it is given back, so rows that wait for a full disk do.
/// Threading:  shared: one thread puts, one takes.
class Inbox {
public:
    using Blocks = std::vector<std::unique_ptr<SampleBlock>>;
    /// What the HQ says of a turret, behind so many of the blocks.
    struct Said {
        std::size_t blocks = 0;
        TurretRecord turret;
    };
    struct Work {
        Blocks blocks;
        std::vector<Said> turrets;
        std::optional<measure::RunFacts> run;
        std::optional<std::chrono::nanoseconds> stop;  ///< so long after the start
    };

    /// `patience`: how long put() waits for room while nothing at all is written.
    Inbox(std::size_t bytes, std::chrono::nanoseconds patience);

    /// Copies the block; false when there was no room in time, the block then is not taken.
    bool put(const SampleBlock& block);
    void put(const TurretRecord& turret);
    void put(const measure::RunFacts& run);
    /// The blocks that come after it are read with it or later.
    void put_stop(std::chrono::nanoseconds run_time);
    void close();

    /// Waits until `rows` rows are there, the oldest is `age` old, a fact came, close() was called
    /// or it is `until`, and adds what is there to `work`. Returns true once close() was called.
    bool take(Work& work, std::size_t rows, std::chrono::nanoseconds age,
              std::optional<SteadyTime> until = {});
    void give_back(std::unique_ptr<SampleBlock> block) noexcept;
    /// Waits; close() ends the wait early unless it was called before.
    void pause(std::chrono::nanoseconds duration);

private:
    [[nodiscard]] static std::size_t cost(const SampleBlock& block) noexcept;
    std::unique_ptr<SampleBlock> empty_block() OCT_REQUIRES(mutex_);

    const std::size_t limit_;
    const std::chrono::nanoseconds patience_;
    base::Mutex mutex_;
    std::condition_variable_any work_came_;
    std::condition_variable_any room_came_;
    Work work_ OCT_GUARDED_BY(mutex_);
    Blocks free_ OCT_GUARDED_BY(mutex_);
    std::size_t bytes_ OCT_GUARDED_BY(mutex_) = 0;
    std::size_t rows_ OCT_GUARDED_BY(mutex_) = 0;
    std::size_t wanted_ OCT_GUARDED_BY(mutex_) = 1;
    SteadyTime oldest_ OCT_GUARDED_BY(mutex_){};    // when the first of the waiting blocks came
    SteadyTime progress_ OCT_GUARDED_BY(mutex_){};  // when a block was last given back
    bool closed_ OCT_GUARDED_BY(mutex_) = false;
};

}  // namespace oct::results
