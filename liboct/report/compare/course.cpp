// Merging intervals: exact where there are histograms.
#include "report/compare/course.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

// The figures of several intervals from those of each, by count.
class WeightedMean {
public:
    void add(const Statistics& part) {
        if (part.count == 0) return;
        const auto weight = static_cast<double>(part.count);
        for (std::size_t i = 0; i < kAveraged.size(); ++i)
            sums_[i] += weight * static_cast<double>((part.*kAveraged[i]).count());
        mean_.count += part.count;
        mean_.max = std::max(mean_.max, part.max);
    }
    [[nodiscard]] Statistics statistics() const {
        Statistics mean = mean_;
        if (mean.count == 0) return mean;
        for (std::size_t i = 0; i < kAveraged.size(); ++i)
            mean.*kAveraged[i] =
                nanoseconds(std::llround(sums_[i] / static_cast<double>(mean.count)));
        return mean;
    }

private:
    static constexpr std::array kAveraged{&Statistics::mean, &Statistics::p50, &Statistics::p80,
                                          &Statistics::p90,  &Statistics::p95, &Statistics::p99};
    Statistics mean_;
    std::array<double, kAveraged.size()> sums_{};
};

}  // namespace

Course::Course(const Summary& summary, const Section& section, const GraphData* data)
    : length_(summary.interval), mixed_(summary.mixed), data_(data) {
    const auto counts = [&](const Interval& interval) {
        return interval.from >= summary.measured_from &&
               interval.from + length_ <= std::max(summary.measured_to, length_);
    };
    const auto& all = section.intervals;
    const auto first = std::find_if(all.begin(), all.end(), counts);
    const auto last = std::find_if_not(first, all.end(), counts);
    intervals_ = {first, last};
    skipped_ = static_cast<std::size_t>(first - all.begin());
    if (!intervals_.empty()) begin_ = intervals_.front().from;
}

Stretch Course::over(std::size_t first, std::size_t last) const {
    return merged(first, last, last, last);
}

Stretch Course::except(std::size_t first, std::size_t last) const {
    return merged(0, size(), first, last);
}

std::vector<Stretch> Course::parts(std::uint64_t count) const {
    std::vector<Stretch> parts;
    std::size_t first = 0;
    std::uint64_t counted = 0;
    for (std::size_t i = 0; i < size(); ++i) {
        counted += intervals_[i].statistics.count;
        if (counted < count) continue;
        parts.push_back(over(first, i + 1));
        first = i + 1;
        counted = 0;
    }
    if (first != size() && !parts.empty()) parts.back() = over(parts.back().first, size());
    return parts;
}

std::vector<Stretch> Course::overlapping(std::size_t size) const {
    std::vector<Stretch> stretches;
    const std::size_t step = std::max<std::size_t>(size / 4, 1);
    for (std::size_t first = (this->size() - size) % step; first + size <= this->size();
         first += step)
        stretches.push_back(over(first, first + size));
    return stretches;
}

double Course::variance_of_errors() const {
    const Stretch all = whole();
    if (all.ended == 0) return 0;
    const double share = static_cast<double>(all.errors) / static_cast<double>(all.ended);
    double squares = 0;
    double with_next = 0;
    double last = 0;
    for (std::size_t i = 0; i < size(); ++i) {
        const Stretch part = over(i, i + 1);
        const double more =
            static_cast<double>(part.errors) - share * static_cast<double>(part.ended);
        squares += more * more;
        with_next += last * more;
        last = more;
    }
    return (squares + std::max(2 * with_next, 0.0)) / std::pow(static_cast<double>(all.ended), 2);
}

Stretch Course::merged(std::size_t first, std::size_t last, std::size_t left_out,
                       std::size_t left_to) const {
    Stretch stretch{first, last};
    Histogram durations;
    WeightedMean mean;
    for (std::size_t i = first; i < last; ++i) {
        if (i >= left_out && i < left_to) continue;
        const Interval& interval = intervals_[i];
        const std::uint64_t count = interval.statistics.count;
        stretch.length += length_;
        stretch.errors += interval.errors;
        // Where both populations are one, transactions whose setup() failed have no duration.
        stretch.ended += mixed_ ? std::max(count, interval.errors) : count + interval.errors;
        if (last - first == 1)
            stretch.statistics = interval.statistics;
        else if (data_ != nullptr)
            durations.merge(data_->histogram(skipped_ + i));
        else
            mean.add(interval.statistics);
    }
    if (last - first == 1) return stretch;
    stretch.statistics = data_ != nullptr ? statistics_of(durations) : mean.statistics();
    return stretch;
}

}  // namespace oct::report
