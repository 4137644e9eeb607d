// All series of a run: of each transaction class its transactions, their lag, and its timers.
#pragma once

#include "base/text.hpp"
#include "measure/class_series.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace oct::measure {

/// How the series of a run are kept.
struct SeriesOptions {
    std::chrono::nanoseconds interval{};
    std::size_t points = PointSample::kMost;          ///< that a series keeps at most
    std::chrono::nanoseconds stop = Series::kNoStop;  ///< since the start of the run
    std::vector<SeriesName> responses{};              ///< that are counted, of these timers
};

/// Series in the order in which they came first; each result is counted in those of its class, and
/// all classes together are the merge of these.
///
/// Memory is bounded: classes beyond 200 are counted together, and so are, in each class, timers
/// beyond 10,000 in all.
/// Threading:  value.
class SeriesSet {
public:
    static constexpr std::size_t kMostClasses = 200;
    static constexpr std::size_t kMostTimers = 10000;
    static constexpr std::string_view kFurtherClasses = "(further classes)";
    static constexpr std::string_view kFurtherTimers = base::kFurtherTimers;

    explicit SeriesSet(SeriesOptions options) : options_(std::move(options)) {}
    SeriesSet(const SeriesSet&) = delete;  // what points to series stays right when these move
    SeriesSet& operator=(const SeriesSet&) = delete;
    SeriesSet(SeriesSet&&) = default;
    SeriesSet& operator=(SeriesSet&&) = default;
    ~SeriesSet() = default;

    /// The class of that name; asked for again and again it costs no search.
    ClassSeries& of_class(std::string_view name);
    NamedSeries& timer(ClassSeries& of, std::string_view name);
    /// The series of that name, which says its class; a new one when there is none.
    NamedSeries& at(const SeriesName& name);

    void stop(std::chrono::nanoseconds stop);
    void widen(std::int64_t factor);
    /// Forgets what was counted; the series keep their places.
    void clear(std::chrono::nanoseconds origin);

    [[nodiscard]] const SeriesOptions& options() const noexcept { return options_; }
    [[nodiscard]] std::chrono::nanoseconds interval() const noexcept { return options_.interval; }
    /// In the order in which they came first.
    [[nodiscard]] const std::deque<NamedSeries>& all() const noexcept { return all_; }
    /// What is counted of all series that the name means: with rising numbers, kAfterStop first; of
    /// several classes a number comes several times.
    [[nodiscard]] std::vector<std::pair<std::int64_t, const IntervalCounts*>> intervals(
        const SeriesName& name) const;
    [[nodiscard]] std::vector<Point> points(const SeriesName& name) const;

private:
    NamedSeries& add(SeriesName name, bool many_points);
    void add_response(NamedSeries& timer);
    [[nodiscard]] std::vector<const Series*> find(const SeriesName& name) const;

    SeriesOptions options_;
    std::deque<NamedSeries> all_;
    std::deque<ClassSeries> classes_;
    std::unordered_map<std::string, ClassSeries*, TextHash, std::equal_to<>> by_name_;
    ClassSeries* last_ = nullptr;
    std::size_t timers_ = 0;  // of all classes
};

}  // namespace oct::measure
