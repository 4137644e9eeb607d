// What writes a run down, wherever it is kept.
#pragma once

#include <oct/sample.hpp>

#include "measure/aggregate.hpp"
#include "measure/run_reader.hpp"
#include "measure/run_record.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace oct::measure {

/// A run to be written, in transactions: what one of them writes is kept as a whole or not at all.
///
/// Errors:     StoreError where a file is written; the same may be tried again.
/// Threading:  confined; it may be handed over between two calls.
class RunWriter {
public:
    RunWriter() = default;
    virtual ~RunWriter() = default;
    RunWriter(const RunWriter&) = delete;
    RunWriter& operator=(const RunWriter&) = delete;

    /// Where the run is kept, for messages.
    [[nodiscard]] virtual const std::string& file() const noexcept = 0;

    /// Calls `write`, whose calls of the functions below are one transaction. What `write` or the
    /// end of the transaction throws is passed on: nothing was written then.
    virtual void transact(const std::function<void()>& write) = 0;

    /// `turret_ids`: one for each of the samples. The block must stay as it is until the end of the
    /// transaction.
    virtual void add(const SampleBlock& block, std::span<const Sample> samples,
                     std::span<const std::int64_t> turret_ids) = 0;
    /// Merges counts into those that are there. They must be of exactly the samples that earlier
    /// transactions have added since the last call; series keep their places from call to call.
    virtual void add(const Aggregate& counts) = 0;
    /// The counts that are there are not whole: readers must count the samples themselves.
    virtual void forget_counts() = 0;
    /// These replace what was written of the same before.
    virtual void write(const RunFacts& run) = 0;
    virtual void write(const StoredTurret& turret) = 0;
    virtual void write(const RejectedReasons& reasons) = 0;
    virtual void write(const RunEvents& events) = 0;

    /// How long a call may wait for others that use the same file.
    virtual void wait_at_most(std::chrono::nanoseconds duration) noexcept = 0;
    /// The end of the run is near: room that was held back for it is free now.
    virtual void release_reserve() noexcept = 0;
    /// Takes less room by what can be done without, outside of transactions.
    virtual void make_room() = 0;
    /// Leaves one portable file, after the last transaction.
    virtual void close() = 0;
    /// What was written, to be read. Where the end of the run could not be, `closing` tells of it
    /// instead.
    [[nodiscard]] virtual std::unique_ptr<RunReader> read(
        std::optional<ClosingFacts> closing) const = 0;
};

}  // namespace oct::measure
