// Threads take the next range until none is left; their counts are merged in order.
#include "store/row_scan.hpp"

#include "base/mutex.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <thread>
#include <vector>

namespace oct::store {
namespace {

// Ids in a range: few enough that the last one keeps no core waiting, enough that merging costs
// nothing. Ids with wide gaps make the ranges larger instead of many.
constexpr std::uint64_t kIdsInRange = 250'000;
constexpr std::uint64_t kMostRanges = 10'000;

class Scan {
public:
    Scan(const Database& database, RowRange rows, const RowRules& rules)
        : database_(database), rows_(rows), rules_(rules), merged_(rules.series) {
        const auto ids =
            static_cast<std::uint64_t>(rows.last) - static_cast<std::uint64_t>(rows.first);
        step_ = std::max(kIdsInRange, ids / kMostRanges + 1);
        ranges_ = ids / step_ + 1;
    }

    measure::Aggregate run() {
        const std::uint64_t cores = std::max(1U, std::thread::hardware_concurrency());
        {
            std::vector<std::jthread> helpers;
            for (std::uint64_t i = 1; i < std::min(cores, ranges_); ++i)
                helpers.emplace_back([this] { work(nullptr); });
            work(&database_);
        }
        const base::MutexLock lock(mutex_);
        if (failure_) std::rethrow_exception(failure_);
        return std::move(merged_);
    }

private:
    void work(const Database* connection) noexcept {
        try {
            std::optional<Database> own;
            if (connection == nullptr) connection = &own.emplace(database_.again());
            while (const auto number = next()) {
                measure::Aggregate counted = count(*connection, *number);
                deliver(*number, std::move(counted));
            }
        } catch (...) {
            const base::MutexLock lock(mutex_);
            failure_ = std::current_exception();
            next_ = ranges_;
        }
    }

    std::optional<std::uint64_t> next() {
        const base::MutexLock lock(mutex_);
        if (next_ >= ranges_) return std::nullopt;
        return next_++;
    }

    measure::Aggregate count(const Database& connection, std::uint64_t number) const {
        const std::uint64_t first = static_cast<std::uint64_t>(rows_.first) + number * step_;
        const bool is_last = number + 1 == ranges_;
        const RowRange range{static_cast<std::int64_t>(first),
                             is_last ? rows_.last : static_cast<std::int64_t>(first + step_ - 1)};
        measure::Aggregate counted(rules_.series);
        RowAggregator rows(counted, rules_);
        RowReader reader(connection, range);
        for (ResultRow row; reader.next(row);) rows.add(row);
        return counted;
    }

    void deliver(std::uint64_t number, measure::Aggregate counted) {
        const base::MutexLock lock(mutex_);
        waiting_.emplace(number, std::move(counted));
        for (; !waiting_.empty() && waiting_.begin()->first == delivered_; ++delivered_) {
            merged_.merge(std::move(waiting_.begin()->second));
            waiting_.erase(waiting_.begin());
        }
    }

    const Database& database_;
    const RowRange rows_;
    std::uint64_t step_ = 0;
    std::uint64_t ranges_ = 0;
    const RowRules& rules_;
    base::Mutex mutex_;
    std::uint64_t next_ OCT_GUARDED_BY(mutex_) = 0;
    std::uint64_t delivered_ OCT_GUARDED_BY(mutex_) = 0;
    std::map<std::uint64_t, measure::Aggregate> waiting_ OCT_GUARDED_BY(mutex_);
    measure::Aggregate merged_ OCT_GUARDED_BY(mutex_);
    std::exception_ptr failure_ OCT_GUARDED_BY(mutex_);
};

}  // namespace

measure::Aggregate scan_rows(const Database& database, RowRange rows, const RowRules& rules) {
    if (rows.first > rows.last) return measure::Aggregate(rules.series);
    return Scan(database, rows, rules).run();
}

}  // namespace oct::store
