// Indexing, merging and percentiles of the log-linear histogram.
#include "measure/histogram.hpp"

#include "base/varint.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace oct::measure {
namespace {

std::chrono::nanoseconds ns(std::uint64_t value) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(value));
}

constexpr char kFormat = 1;

void append_wide(std::string& out, Uint128 value) {
    base::append_varint(out, static_cast<std::uint64_t>(value >> 64U));
    base::append_varint(out, static_cast<std::uint64_t>(value));
}

bool read_wide(base::VarintReader& in, Uint128& value) {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    if (!in.read(high) || !in.read(low)) return false;
    value = static_cast<Uint128>(high) << 64U | low;
    return true;
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
std::size_t Histogram::index_of(std::uint64_t value) noexcept {
    const auto width = static_cast<unsigned>(std::bit_width(value));
    const unsigned octave = width > kHalfBits ? width - kHalfBits : 0;
    const std::uint64_t slot = octave == 0 ? value : (value >> (octave - 1)) & (kHalf - 1);
    return octave * kHalf + slot;
}

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
    add(index_of(v), 1);
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

std::chrono::nanoseconds Histogram::percentile(double percent) const {
    if (count_ == 0) return {};
    // 99.9 has no exact double: of 1,000 values it is the 999th, though the product is above 999.
    constexpr double kBelow = 1 - 1e-12;
    const double exact = std::ceil(percent / 100.0 * static_cast<double>(count_) * kBelow);
    const auto rank =
        std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(exact, 1.0)), 1, count_);
    if (rank == count_) return ns(max_);
    std::uint64_t seen = 0;
    std::uint64_t found = max_;  // where the rank lies in the overflow
    for_each_index([&](std::size_t index, std::uint64_t count) {
        seen += count;
        if (seen < rank) return true;
        found = lowest(index) + width(index) / 2;
        return false;
    });
    return ns(std::clamp(found, min_, max_));
}

bool Histogram::operator==(const Histogram& other) const {
    std::string mine;
    std::string its;
    encode(mine);
    other.encode(its);
    return mine == its;
}

// A byte of format; count, overflow, min, max, sum, sum of squares; then runs of buckets in use:
// how many empty ones come before, how many the run has, their counts.
void Histogram::encode(std::string& out) const {
    out.push_back(kFormat);
    for (const std::uint64_t value : {count_, overflow_, count_ == 0 ? 0 : min_, max_})
        base::append_varint(out, value);
    append_wide(out, sum_);
    append_wide(out, sum_of_squares_);
    std::vector<std::uint64_t> run;
    std::size_t written = 0;  // buckets
    std::size_t next = 0;
    const auto end_run = [&] {
        if (run.empty()) return;
        base::append_varint(out, next - run.size() - written);
        base::append_varint(out, run.size());
        for (const std::uint64_t count : run) base::append_varint(out, count);
        written = next;
        run.clear();
    };
    for_each_index([&](std::size_t index, std::uint64_t count) {
        if (index != next) end_run();
        run.push_back(count);
        next = index + 1;
        return true;
    });
    end_run();
}

std::optional<Histogram> Histogram::decode(std::string_view bytes) {
    if (bytes.empty() || bytes.front() != kFormat) return std::nullopt;
    base::VarintReader in(bytes.substr(1));
    Histogram out;
    if (!in.read(out.count_) || !in.read(out.overflow_) || !in.read(out.min_) ||
        !in.read(out.max_) || !read_wide(in, out.sum_) || !read_wide(in, out.sum_of_squares_))
        return std::nullopt;
    if (out.count_ == 0) out.min_ = UINT64_MAX;
    if (out.count_ != 0 && (out.min_ > out.max_ || out.max_ > INT64_MAX)) return std::nullopt;
    std::uint64_t left = out.count_ - out.overflow_;
    if (out.overflow_ > out.count_) return std::nullopt;
    for (std::uint64_t at = 0; !in.at_end();) {
        std::uint64_t gap = 0;
        std::uint64_t run = 0;
        if (!in.read(gap) || !in.read(run) || gap > kBuckets - at || run > kBuckets - at - gap)
            return std::nullopt;
        at += gap;
        for (const std::uint64_t end = at + run; at < end; ++at) {
            std::uint64_t count = 0;
            if (!in.read(count) || count > left) return std::nullopt;
            left -= count;
            if (count == 0) return std::nullopt;
            out.add(at, count);
        }
    }
    if (left != 0) return std::nullopt;
    return out;
}

}  // namespace oct::measure
