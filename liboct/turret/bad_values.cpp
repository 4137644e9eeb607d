// The sentences name the timer: in its script it is found by that.
#include "turret/bad_values.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::turret {
namespace {

constexpr std::size_t kMostSaid = 5;
constexpr std::size_t kBeginning = 40;  // of a name that is too long

std::string values_text(std::uint64_t count) {
    return base::count_text(count) + (count == 1 ? " value" : " values");
}

std::string remark(BadValues::Why why, const std::string& timer, std::uint64_t count) {
    const bool one = count == 1;
    const std::string values = values_text(count);
    const char* left_out = one ? "is left out" : "are left out";
    switch (why) {
        case BadValues::Why::Negative:
            return fmt::format("{} of the timer \"{}\" {} below 0 and {}.", values, timer,
                               one ? "was" : "were", left_out);
        case BadValues::Why::NoName:
            return fmt::format("{} of {} without a name {}.", values, one ? "a timer" : "timers",
                               left_out);
        case BadValues::Why::LongName:
            break;
    }
    return fmt::format("{} of the timer \"{}\" {}: its name has more than {} bytes.", values, timer,
                       left_out, kMaxNameBytes);
}

}  // namespace

void BadValues::add(Why why, std::string_view timer) {
    Timer key{why, base::sanitized(timer, why == Why::LongName ? kBeginning : kMaxNameBytes)};
    const base::MutexLock lock(mutex_);
    ++all_;
    if (const auto known = counts_.find(key); known != counts_.end())
        ++known->second;
    else if (counts_.size() < kMostTimers)
        counts_.emplace(std::move(key), 1);
}

void BadValues::clear() {
    const base::MutexLock lock(mutex_);
    counts_.clear();
    all_ = 0;
}

std::uint64_t BadValues::count() const {
    const base::MutexLock lock(mutex_);
    return all_;
}

std::vector<std::string> BadValues::remarks() const {
    std::vector<std::pair<std::uint64_t, Timer>> most;
    std::uint64_t rest = 0;
    {
        const base::MutexLock lock(mutex_);
        rest = all_;
        for (const auto& [timer, count] : counts_) most.emplace_back(count, timer);
    }
    std::stable_sort(most.begin(), most.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (most.size() > kMostSaid) most.resize(kMostSaid);
    std::vector<std::string> remarks;
    for (const auto& [count, timer] : most) {
        remarks.push_back(remark(timer.first, timer.second, count));
        rest -= count;
    }
    if (rest != 0)
        remarks.push_back(fmt::format("{} of further timers {} left out, too.", values_text(rest),
                                      rest == 1 ? "is" : "are"));
    return remarks;
}

}  // namespace oct::turret
