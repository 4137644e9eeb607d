// Counting, merging and percentiles of the log-linear histogram.
#include <oct/histogram.hpp>

#include "measure/buckets.hpp"

#include <algorithm>
#include <cmath>

namespace oct {
namespace {

std::chrono::nanoseconds ns(std::uint64_t value) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(value));
}

}  // namespace

Histogram::Histogram() noexcept = default;
Histogram::~Histogram() = default;

Histogram::Histogram(const Histogram& other) {
    merge(other);
}
Histogram::Histogram(Histogram&& other) noexcept {
    swap(other);
}
Histogram& Histogram::operator=(Histogram other) noexcept {
    swap(other);
    return *this;
}

void Histogram::swap(Histogram& other) noexcept {
    std::swap(few_, other.few_);
    std::swap(spread_, other.spread_);
    std::swap(octaves_, other.octaves_);
    std::swap(count_, other.count_);
    std::swap(overflow_, other.overflow_);
    std::swap(min_, other.min_);
    std::swap(max_, other.max_);
    std::swap(sum_, other.sum_);
    std::swap(sum_of_squares_, other.sum_of_squares_);
}

void Histogram::record(std::chrono::nanoseconds value) {
    const auto v = static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0));
    if (v > static_cast<std::uint64_t>(kHighest.count())) {
        ++overflow_;
    } else {
        const std::size_t index = measure::Buckets::index_of(v);
        if (Octave* octave = octaves_[index / kHalf].get(); octave != nullptr)
            ++(*octave)[index % kHalf];
        else
            add(index, 1);  // before the totals: it may find no memory
    }
    ++count_;
    min_ = std::min(min_, v);
    max_ = std::max(max_, v);
    sum_ += v;
    sum_of_squares_ += static_cast<Wide>(v) * v;
}

void Histogram::add(std::size_t index, std::uint64_t count) {
    if (!spread_) {
        if (count <= kMostFew && few_.size() + count <= kMostFew) {
            few_.insert(few_.end(), count, static_cast<std::uint16_t>(index));
            return;
        }
        spread();
    }
    auto& octave = octaves_[index / kHalf];
    if (!octave) octave = std::make_unique<Octave>();
    (*octave)[index % kHalf] += count;
}

void Histogram::spread() {
    spread_ = true;
    for (const std::uint16_t index : few_) add(index, 1);
    few_ = {};
}

void Histogram::merge(const Histogram& other) {
    if (this == &other) return merge(Histogram(other));
    for (const std::uint16_t index : other.few_) add(index, 1);
    if (other.spread_ && !spread_) spread();
    for (std::size_t octave = 0; octave < octaves_.size(); ++octave) {
        if (!other.octaves_[octave]) continue;
        if (!octaves_[octave]) octaves_[octave] = std::make_unique<Octave>();
        for (std::size_t slot = 0; slot < kHalf; ++slot)
            (*octaves_[octave])[slot] += (*other.octaves_[octave])[slot];
    }
    count_ += other.count_;
    overflow_ += other.overflow_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
    sum_ += other.sum_;
    sum_of_squares_ += other.sum_of_squares_;
}

void Histogram::clear() noexcept {
    *this = Histogram();
}

std::chrono::nanoseconds Histogram::min() const noexcept {
    return ns(count_ == 0 ? 0 : min_);
}
std::chrono::nanoseconds Histogram::max() const noexcept {
    return ns(max_);
}

std::chrono::nanoseconds Histogram::sum() const noexcept {
    return ns(static_cast<std::uint64_t>(std::min<Wide>(sum_, INT64_MAX)));
}

std::chrono::nanoseconds Histogram::mean() const noexcept {
    return ns(count_ == 0 ? 0 : static_cast<std::uint64_t>((sum_ + count_ / 2) / count_));
}

std::chrono::nanoseconds Histogram::stdev() const noexcept {
    if (count_ < 2) return {};
    const auto n = static_cast<long double>(count_);
    const auto sum = static_cast<long double>(sum_);
    const auto variance = (static_cast<long double>(sum_of_squares_) - sum * sum / n) / (n - 1);
    return ns(static_cast<std::uint64_t>(std::llround(std::sqrt(std::max(variance, 0.0L)))));
}

std::chrono::nanoseconds Histogram::percentile(double percent) const {
    if (count_ == 0) return {};
    // 99.9 has no exact double: of 1,000 values it is the 999th, though the product is above 999.
    constexpr double kBelow = 1 - 1e-12;
    const double share = percent > 0 ? std::min(percent, 100.0) / 100.0 : 0;  // also of no number
    const double exact = std::ceil(share * static_cast<double>(count_) * kBelow);
    const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(exact), 1, count_);
    if (rank == count_) return ns(max_);
    std::uint64_t seen = 0;
    std::uint64_t found = max_;  // where the rank lies in the overflow
    measure::Buckets::for_each_index(*this, [&](std::size_t index, std::uint64_t count) {
        seen += count;
        if (seen < rank) return true;
        found = measure::Buckets::lowest(index) + measure::Buckets::width(index) / 2;
        return false;
    });
    return ns(std::clamp(found, min_, max_));
}

bool Histogram::operator==(const Histogram& other) const {
    std::string mine;
    std::string its;
    measure::Buckets::encode(*this, mine);
    measure::Buckets::encode(other, its);
    return mine == its;
}

}  // namespace oct
