// The sentences name the timer: in its script it is found by that.
#include "turret/bad_values.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"
#include "wire/value_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::turret {
namespace {

constexpr std::size_t kMostSaid = 5;
constexpr std::size_t kMostSent = 20;
constexpr std::size_t kBeginning = 40;  // of a name that is too long

template <class Key>
std::vector<std::pair<Key, std::uint64_t>> most_frequent(const std::map<Key, std::uint64_t>& counts,
                                                         std::size_t most) {
    std::vector<std::pair<Key, std::uint64_t>> all(counts.begin(), counts.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    if (all.size() > most) all.resize(most);
    return all;
}

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

std::map<BadValues::Timer, std::uint64_t> BadValues::counts() const {
    const base::MutexLock lock(mutex_);
    return counts_;
}

std::vector<std::pair<std::string, std::uint64_t>> BadValues::by_timer() const {
    std::uint64_t rest = count();  // first: it only grows
    std::map<std::string, std::uint64_t> timers;
    for (const auto& [timer, count] : counts()) timers[timer.second] += count;
    auto all = most_frequent(timers, kMostSent);
    for (const auto& [timer, count] : all) rest -= std::min(rest, count);
    if (rest != 0) all.emplace_back(wire::kFurtherTimers, rest);
    return all;
}

std::vector<std::string> BadValues::remarks() const {
    std::uint64_t rest = count();
    std::vector<std::string> remarks;
    for (const auto& [timer, count] : most_frequent(counts(), kMostSaid)) {
        remarks.push_back(remark(timer.first, timer.second, count));
        rest -= std::min(rest, count);
    }
    if (rest != 0)
        remarks.push_back(fmt::format("{} of further timers {} left out, too.", values_text(rest),
                                      rest == 1 ? "is" : "are"));
    return remarks;
}

}  // namespace oct::turret
