// Indexing, merging and percentiles of the log-linear histogram.
#include "base/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace oct {
namespace {

std::chrono::nanoseconds ns(std::uint64_t value) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(value));
}

}  // namespace

Histogram& Histogram::operator=(const Histogram& other) {
    if (this == &other) return *this;
    clear();
    merge(other);
    return *this;
}

// Octave 0 covers [0, 1024), octave 1 [1024, 2048), both in steps of 1 ns; octave n covers
// [2^(n+9), 2^(n+10)) in steps of 2^(n-1) ns.
void Histogram::record(std::chrono::nanoseconds value) {
    const auto v = static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0));
    ++count_;
    min_ = std::min(min_, v);
    max_ = std::max(max_, v);
    sum_ += v;
    sum_of_squares_ += static_cast<Uint128>(v) * v;
    if (v > static_cast<std::uint64_t>(kHighest.count())) {
        ++overflow_;
        return;
    }
    const auto width = static_cast<unsigned>(std::bit_width(v));
    const unsigned octave = width > kHalfBits ? width - kHalfBits : 0;
    const std::uint64_t slot = octave == 0 ? v : (v >> (octave - 1)) & (kHalf - 1);
    auto& counts = octaves_[octave];
    if (!counts) counts = std::make_unique<Octave>();
    ++(*counts)[slot];
}

void Histogram::merge(const Histogram& other) {
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

void Histogram::clear() {
    *this = Histogram();
}

std::chrono::nanoseconds Histogram::min() const noexcept {
    return ns(count_ == 0 ? 0 : min_);
}
std::chrono::nanoseconds Histogram::max() const noexcept {
    return ns(max_);
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

std::uint64_t Histogram::middle(std::uint64_t octave, std::uint64_t slot) noexcept {
    if (octave == 0) return slot;
    const std::uint64_t low = (kHalf + slot) << (octave - 1);
    return low + (std::uint64_t{1} << (octave - 1)) / 2;
}

std::chrono::nanoseconds Histogram::percentile(double percent) const noexcept {
    if (count_ == 0) return {};
    const double exact = std::ceil(percent / 100.0 * static_cast<double>(count_));
    const auto rank =
        std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(exact, 1.0)), 1, count_);
    if (rank == count_) return ns(max_);
    std::uint64_t seen = 0;
    for (std::size_t octave = 0; octave < octaves_.size(); ++octave) {
        if (!octaves_[octave]) continue;
        for (std::size_t slot = 0; slot < kHalf; ++slot) {
            seen += (*octaves_[octave])[slot];
            if (seen >= rank) return ns(std::clamp(middle(octave, slot), min_, max_));
        }
    }
    return ns(max_);  // the rank lies in the overflow
}

bool Histogram::operator==(const Histogram& other) const noexcept {
    if (count_ != other.count_ || overflow_ != other.overflow_ || min_ != other.min_ ||
        max_ != other.max_ || sum_ != other.sum_ || sum_of_squares_ != other.sum_of_squares_)
        return false;
    for (std::size_t octave = 0; octave < octaves_.size(); ++octave) {
        static constexpr Octave kEmpty{};
        const Octave& left = octaves_[octave] ? *octaves_[octave] : kEmpty;
        const Octave& right = other.octaves_[octave] ? *other.octaves_[octave] : kEmpty;
        if (left != right) return false;
    }
    return true;
}

}  // namespace oct
