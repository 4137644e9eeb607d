// The block's dictionary and arenas.
#include <oct/sample.hpp>

#include <functional>
#include <unordered_map>

namespace oct {
namespace {

constexpr std::size_t kNameCost = 120;    // two strings and a node of the index, about
constexpr std::size_t kNamesKept = 1024;  // beyond, a block forgets its dictionary when cleared

}  // namespace

struct SampleBlock::Index {
    struct Hash {  // lets the dictionary be searched by string_view, without an allocation
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::unordered_map<std::string, NameId, Hash, std::equal_to<>> ids;
};

SampleBlock::SampleBlock() {
    names_.emplace_back();
}

SampleBlock::SampleBlock(const SampleBlock& other)
    : samples_(other.samples_),
      timers_(other.timers_),
      errors_(other.errors_),
      name_bytes_(other.name_bytes_),
      names_(other.names_),
      index_(other.index_ ? std::make_unique<Index>(*other.index_) : nullptr),
      timers_taken_(other.timers_taken_),
      guess_(other.guess_) {}

SampleBlock& SampleBlock::operator=(const SampleBlock& other) {
    if (this == &other) return *this;
    samples_ = other.samples_;  // one by one: the memory that is there is used again
    timers_ = other.timers_;
    errors_ = other.errors_;
    name_bytes_ = other.name_bytes_;
    names_ = other.names_;
    if (!other.index_)
        index_.reset();
    else if (index_)
        *index_ = *other.index_;
    else
        index_ = std::make_unique<Index>(*other.index_);
    timers_taken_ = other.timers_taken_;
    guess_ = other.guess_;
    return *this;
}

SampleBlock::SampleBlock(SampleBlock&&) noexcept = default;
SampleBlock& SampleBlock::operator=(SampleBlock&&) noexcept = default;
SampleBlock::~SampleBlock() = default;

std::size_t SampleBlock::bytes() const noexcept {
    return samples_.size() * sizeof(Sample) + timers_.size() * sizeof(TimerValue) + errors_.size() +
           name_bytes_;
}

NameId SampleBlock::intern(std::string_view name) {
    if (guess_ < names_.size() && names_[guess_] == name) return guess_++;
    if (name.empty()) return 0;
    if (!index_) index_ = std::make_unique<Index>();
    auto& ids = index_->ids;
    auto place = ids.find(name);
    if (place == ids.end()) {
        place = ids.emplace(name, static_cast<NameId>(names_.size())).first;
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
    index_->ids.clear();
    name_bytes_ = 0;
}

}  // namespace oct
