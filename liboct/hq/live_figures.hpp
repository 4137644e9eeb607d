// What a run has come to so far: for the eyes of a person, and for limits that end it.
#pragma once

#include <oct/histogram.hpp>
#include <oct/observer.hpp>
#include <oct/sample.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oct::hq {

/// Histograms of all transactions and of each custom timer since the start of the run, of those
/// that succeeded.
///
/// A result costs a histogram entry for itself and for each of its timers, and one more for each
/// limit on its class or on a timer's responses; figures are made from them once a second, in
/// refresh(). At most 200 timers are told apart.
/// Threading:  confined to the HQ thread.
class LiveFigures {
public:
    /// The transaction class of a turret.
    using ClassOf = std::function<std::string_view(std::string_view uuid, std::string_view name)>;

    explicit LiveFigures(std::vector<Limit> limits, ClassOf class_of = {});

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
        Histogram histogram;  // of succeeded ones
        std::uint64_t ended = 0;
        std::uint64_t errors = 0;
        std::uint64_t ended_before = 0;  // at the last refresh

        void count(std::chrono::nanoseconds duration, bool ran, bool failed);
    };
    // What a limit on a class, or on responses, is judged by: nobody else needs it.
    struct Special {
        std::size_t limit = 0;
        Series series;
    };

    std::size_t series_of(std::string_view name);
    void add_special(const SampleBlock& block, const Sample& sample);
    [[nodiscard]] TimerProgress figures(Series& series, double seconds) const;
    [[nodiscard]] const Series* series_on(std::size_t limit) const;
    [[nodiscard]] LimitResult judge(std::size_t limit) const;
    [[nodiscard]] std::chrono::nanoseconds measured_time() const noexcept;

    const std::vector<Limit> limits_;
    const ClassOf class_of_;
    std::vector<Series> series_;  // first all transactions
    std::vector<Special> specials_;
    std::unordered_map<std::string, std::size_t> index_;
    std::vector<std::size_t> in_block_;   // series of each NameId of a block; 0: not looked up yet
    std::chrono::nanoseconds elapsed_{};  // of the last refresh
    std::chrono::nanoseconds first_intended_ = std::chrono::nanoseconds::max();
    bool warmed_up_ = false;  // some result was of a warm-up
    std::vector<TimerProgress> sections_;
    std::vector<LimitResult> results_;
};

}  // namespace oct::hq
