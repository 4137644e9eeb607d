// A run on its way into a results database.
#pragma once

#include "measure/run_writer.hpp"
#include "store/aggregate_tables.hpp"
#include "store/database.hpp"
#include "store/reserve.hpp"
#include "store/row_writer.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace oct::store {

/// Samples become rows; without rows ("samples": "summary") only their counts are kept.
///
/// Errors:     the constructor too throws StoreError, e.g. where the file is there already.
/// Threading:  confined; it may be handed over between two calls.
class StoredRunWriter : public measure::RunWriter {
public:
    /// Creates the file. `counted`: what the counts are of.
    StoredRunWriter(const std::filesystem::path& file, const measure::AggregateFacts& counted);

    [[nodiscard]] const std::string& file() const noexcept override { return database_.file(); }
    [[nodiscard]] Database& database() noexcept { return database_; }

    void transact(const std::function<void()>& write) override;
    void add(const SampleBlock& block, std::span<const Sample> samples,
             std::span<const std::int64_t> turret_ids) override;
    void add(const measure::Aggregate& counts) override { counts_.add(database_, counts); }
    void forget_counts() override;
    void write(const measure::RunFacts& run) override;
    void write(const measure::StoredTurret& turret) override;
    void write(const measure::RejectedReasons& reasons) override;
    void write(const measure::RunEvents& events) override;

    void wait_at_most(std::chrono::nanoseconds duration) noexcept override {
        database_.wait_at_most(duration);
    }
    void release_reserve() noexcept override { reserve_.release(); }
    void make_room() override;
    void close() override;
    [[nodiscard]] std::unique_ptr<measure::RunReader> read(
        std::optional<measure::ClosingFacts> closing) const override;

private:
    void require_same_file() const;

    Database database_;
    Reserve reserve_;
    std::optional<RowWriter> rows_;  // until close()
    std::optional<RowWriter> warmup_rows_;
    AggregateWriter counts_;
    bool rows_kept_;
};

}  // namespace oct::store
