// Group store: rows of `result` from blocks as the HQ hands them over, beside the best bare insert.
#include "bare_insert.hpp"
#include "base/seconds.hpp"
#include "rounds.hpp"
#include "store/row_writer.hpp"
#include "store/schema.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace oct::bench {
namespace {

constexpr std::size_t kBlock = 2048;  // as the HQ hands them over
constexpr std::size_t kTransaction = 5000;
using std::chrono::nanoseconds;

std::vector<SampleBlock> blocks_of(std::uint64_t n) {
    std::vector<SampleBlock> blocks;
    const WallTime origin(std::chrono::seconds(1'795'335'033));
    for (std::uint64_t i = 0; i < n; ++i) {
        if (i % kBlock == 0) blocks.emplace_back();
        SampleBlock& block = blocks.back();
        const nanoseconds at(1000 * i);
        const nanoseconds took(16'055'583 + 7919 * (i % 1009));
        block.add_timer(block.intern("a timer"), took);
        block.append({.elapsed = at,
                      .epoch = origin + at,
                      .service = took,
                      .turret = block.intern("navigation"),
                      .turret_uuid = block.intern("d7b8a1cc-639a-405c-9b16-62ce5cd66f36")});
    }
    return blocks;
}

std::vector<BareRow> rows_of(const std::vector<SampleBlock>& blocks) {
    std::vector<BareRow> rows;
    for (const SampleBlock& block : blocks)
        for (const Sample& s : block.samples())
            rows.push_back({base::to_seconds(s.service), base::to_seconds(s.elapsed),
                            base::to_seconds(s.epoch), base::to_seconds(s.lag),
                            fmt::format("{{\"a timer\":{:.9f}}}", base::to_seconds(s.service))});
    return rows;
}

void insert(const std::vector<SampleBlock>& blocks) {
    std::string folder = (std::filesystem::temp_directory_path() / "oct-bench-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) return;
    {
        store::Database database = store::Database::create(folder + "/ours.sqlite");
        store::create_schema(database);
        store::RowWriter writer(database, "result");
        std::optional<store::Transaction> transaction;
        std::size_t rows = 0;
        for (const SampleBlock& block : blocks)
            for (const Sample& sample : block.samples()) {
                if (rows % kTransaction == 0) transaction.emplace(database);
                writer.add(block, sample, 1);
                if (++rows % kTransaction != 0) continue;
                writer.flush();
                transaction->commit();
                transaction.reset();
            }
        writer.flush();
        if (transaction) transaction->commit();
    }
    std::filesystem::remove_all(folder);
}

}  // namespace

std::vector<Figure> store(const Effort& effort) {
    const auto n = static_cast<std::uint64_t>(500'000 * effort.scale) / kTransaction * kTransaction;
    const auto blocks = blocks_of(n);
    const auto rows = rows_of(blocks);
    const auto us = [&](auto&& body) {
        const double before = cpu_seconds();
        body();
        return (cpu_seconds() - before) * 1e6 / static_cast<double>(n);
    };
    std::vector<double> by_values;
    std::vector<double> by_table;
    Figure ours = interleaved(
        {"store", "insert into result", 0, "us CPU per row", 0, 0, "ratio <= 1.18"}, effort.rounds,
        [&] { return us([&] { insert(blocks); }); },
        [&] {
            by_values.push_back(us([&] { insert_by_values(rows); }));
            by_table.push_back(us([&] { insert_by_table(rows); }));
            return std::min(by_values.back(), by_table.back());
        });
    Figure table{"store",
                 "bare: virtual table / VALUES",
                 median(by_table),
                 "us CPU per row",
                 median(by_values),
                 0,
                 "the cheaper one is the floor"};
    table.ratio = table.figure / table.floor;
    return {ours, table};
}

}  // namespace oct::bench
