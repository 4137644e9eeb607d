// What a Summary answers of itself.
#include <oct/summary.hpp>

#include <algorithm>

namespace oct {

std::chrono::nanoseconds Summary::measured_time() const noexcept {
    return std::max(measured_to - measured_from, std::chrono::nanoseconds(0));
}

std::chrono::nanoseconds Summary::measured_time(const Interval& part) const noexcept {
    const std::chrono::nanoseconds to = part.from + part.length;
    return to - std::min(std::max(part.from, measured_from), to);
}

bool Summary::results_lost() const noexcept {
    return !ledger.balances() || ledger.rejected + ledger.dropped + ledger.undelivered != 0;
}

const Section* Summary::timer(const std::string& name) const noexcept {
    for (std::size_t i = 1; i < sections.size(); ++i)
        if (sections[i].name == name) return &sections[i];
    return nullptr;
}

}  // namespace oct
