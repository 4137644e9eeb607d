// The block's dictionary and arenas.
#include <oct/sample.hpp>

namespace oct {
namespace {

constexpr std::size_t kNameCost = 120;    // two strings and a node of the index, about
constexpr std::size_t kNamesKept = 1024;  // beyond, a block forgets its dictionary when cleared

}  // namespace

SampleBlock::SampleBlock() {
    names_.emplace_back();
}

std::size_t SampleBlock::bytes() const noexcept {
    return samples_.size() * sizeof(Sample) + timers_.size() * sizeof(TimerValue) + errors_.size() +
           name_bytes_;
}

NameId SampleBlock::intern(std::string_view name) {
    if (guess_ < names_.size() && names_[guess_] == name) return guess_++;
    if (name.empty()) return 0;
    auto place = ids_.find(name);
    if (place == ids_.end()) {
        place = ids_.emplace(name, static_cast<NameId>(names_.size())).first;
        names_.emplace_back(name);
        name_bytes_ += 2 * name.size() + kNameCost;  // it stands in the list and in the index
    }
    guess_ = place->second + 1;
    return place->second;
}

void SampleBlock::append(const Sample& sample, std::string_view error) {
    samples_.push_back(sample);
    Sample& added = samples_.back();  // filled in here: to write and copy at once makes a CPU wait
    added.timers_begin = static_cast<std::uint32_t>(timers_taken_);
    added.timers_count = static_cast<std::uint32_t>(pending_timers());
    added.error_begin = static_cast<std::uint32_t>(errors_.size());
    added.error_size = static_cast<std::uint32_t>(error.size());
    errors_.append(error);
    timers_taken_ = timers_.size();
    guess_ = 1;
}

void SampleBlock::clear() {
    samples_.clear();
    timers_.clear();
    errors_.clear();
    timers_taken_ = 0;
    guess_ = 1;
    if (names_.size() <= kNamesKept) return;
    names_.resize(1);
    ids_.clear();
    name_bytes_ = 0;
}

}  // namespace oct
