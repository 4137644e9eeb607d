// Bins of time that double in width when the run outgrows them.
#include "measure/point_sample.hpp"

#include <algorithm>

namespace oct::measure {
namespace {

__extension__ using Wide = unsigned __int128;

bool same(const Point& a, const Point& b) {
    return a.offset == b.offset && a.value == b.value;
}

}  // namespace

void PointSample::Bin::add(const Point& point, std::uint64_t random) {
    if (seen == 0 || point.value < lowest.value) lowest = point;
    if (seen == 0 || point.value > highest.value) highest = point;
    ++seen;
    // A number below `seen` without a division: Lemire, "Fast Random Integer Generation in an
    // Interval", 2019.
    const auto place = static_cast<std::uint64_t>(Wide{random} * seen >> 64U);
    if (seen <= drawn.size())
        drawn[seen - 1] = point;
    else if (place < drawn.size())
        drawn[place] = point;
}

void PointSample::Bin::merge(const Bin& other, std::uint64_t random) {
    if (other.seen == 0) return;
    if (seen == 0) {
        *this = other;
        return;
    }
    if (other.lowest.value < lowest.value) lowest = other.lowest;
    if (other.highest.value > highest.value) highest = other.highest;
    drawn[1] = drawn[seen > 1 ? random & 1U : 0];
    drawn[0] = other.drawn[other.seen > 1 ? (random >> 1U) & 1U : 0];
    seen += other.seen;
}

std::uint64_t PointSample::random() noexcept {  // xorshift64
    random_ ^= random_ << 13U;
    random_ ^= random_ >> 7U;
    random_ ^= random_ << 17U;
    return random_;
}

void PointSample::add(const Point& point) {
    if (seen_ < most_) all_.push_back(point);
    ++seen_;
    bin(point.offset).add(point, random());
}

PointSample::Bin& PointSample::bin(std::chrono::nanoseconds offset) {
    if (offset >= last_begin_ && offset < last_end_) return bins_[last_];
    const auto since = std::max(offset - origin_, std::chrono::nanoseconds::zero());
    while (since / width_ >= static_cast<std::int64_t>(most_bins())) widen();
    last_ = static_cast<std::size_t>(since / width_);
    last_begin_ = origin_ + width_ * static_cast<std::int64_t>(last_);
    last_end_ = last_begin_ + width_;
    if (bins_.size() <= last_) bins_.resize(last_ + 1);
    return bins_[last_];
}

void PointSample::widen() {
    for (std::size_t i = 0; i < bins_.size(); ++i) {
        if (i % 2 == 1)
            bins_[i / 2].merge(bins_[i], random());
        else if (i != 0)
            bins_[i / 2] = bins_[i];
    }
    bins_.resize((bins_.size() + 1) / 2);
    width_ *= 2;
}

std::vector<Point> PointSample::points() const {
    std::vector<Point> chosen;
    if (seen_ <= most_) {
        chosen = all_;
    } else {
        for (const Bin& bin : bins_) {
            if (bin.seen == 0) continue;
            chosen.push_back(bin.lowest);
            if (bin.seen > 1) chosen.push_back(bin.highest);
            for (std::size_t i = 0; i < std::min<std::uint64_t>(bin.seen, bin.drawn.size()); ++i)
                if (!same(bin.drawn[i], bin.lowest) && !same(bin.drawn[i], bin.highest))
                    chosen.push_back(bin.drawn[i]);
        }
    }
    std::stable_sort(chosen.begin(), chosen.end(),
                     [](const Point& a, const Point& b) { return a.offset < b.offset; });
    return chosen;
}

}  // namespace oct::measure
