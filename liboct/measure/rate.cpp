// Counts in bins that double in width.
#include "measure/rate.hpp"

namespace oct::measure {

void Rate::add(std::chrono::nanoseconds offset, std::uint64_t all, std::uint64_t failed) {
    while (offset / width_ >= static_cast<std::int64_t>(kBins)) widen();
    const auto bin = static_cast<std::size_t>(offset / width_);
    if (bins_.size() <= bin) bins_.resize(bin + 1);
    bins_[bin].all += all;
    bins_[bin].failed += failed;
}

void Rate::widen() {
    std::vector<Bin> wide((bins_.size() + 1) / 2);
    for (std::size_t i = 0; i < bins_.size(); ++i) {
        wide[i / 2].all += bins_[i].all;
        wide[i / 2].failed += bins_[i].failed;
    }
    bins_.swap(wide);
    width_ *= 2;
}

}  // namespace oct::measure
