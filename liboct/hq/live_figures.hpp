// What a run has come to so far: for the eyes of a person, and for limits that end it.
#pragma once

#include <oct/progress.hpp>
#include <oct/sample.hpp>

#include "measure/histogram.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace oct::hq {

/// Histograms of all transactions and of each custom timer since the start of the run.
///
/// A result costs a histogram entry for itself and for each of its timers; figures are made from
/// them once a second, in refresh(). At most 200 timers are told apart.
/// Threading:  confined to the HQ thread.
class LiveFigures {
public:
    explicit LiveFigures(std::vector<Limit> limits) : limits_(std::move(limits)) { clear(); }

    void clear();
    void add(const SampleBlock& block);
    /// Makes the figures of this moment.
    void refresh(std::chrono::nanoseconds elapsed);

    [[nodiscard]] const std::vector<TimerProgress>& sections() const noexcept { return sections_; }
    [[nodiscard]] const std::vector<LimitResult>& limits() const noexcept { return results_; }
    /// The limit that ends the run now, by the figures of the last refresh(); null: none does.
    [[nodiscard]] const LimitResult* aborting() const noexcept;

private:
    struct Series {
        std::string name;
        measure::Histogram histogram;
        std::uint64_t count = 0;
        std::uint64_t errors = 0;
        std::uint64_t count_before = 0;  // at the last refresh
    };

    std::size_t series_of(std::string_view name);
    [[nodiscard]] TimerProgress figures(Series& series, double seconds) const;
    [[nodiscard]] LimitResult judge(const Limit& limit) const;
    [[nodiscard]] std::chrono::nanoseconds measured_time() const noexcept;

    const std::vector<Limit> limits_;
    std::vector<Series> series_;  // first all transactions
    std::unordered_map<std::string, std::size_t> index_;
    std::vector<std::size_t> in_block_;   // series of each NameId of a block; 0: not looked up yet
    std::chrono::nanoseconds elapsed_{};  // of the last refresh
    std::chrono::nanoseconds first_intended_ = std::chrono::nanoseconds::max();
    bool warmed_up_ = false;  // some result was of a warm-up
    std::vector<TimerProgress> sections_;
    std::vector<LimitResult> results_;
};

}  // namespace oct::hq
