// Columns are gathered as 64-bit numbers and packed at the end, when their range is known.
#include "wire/batch_encoder.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"
#include "wire/batch_format.hpp"

#include <algorithm>
#include <cstring>

namespace oct::wire {
namespace {

constexpr std::size_t kFullResults = 2048;
constexpr std::size_t kFullBytes = 32U << 10U;
constexpr std::size_t kSampleBytes = 10;  // packed, about
constexpr std::size_t kTimerBytes = 5;

template <std::unsigned_integral Number>
void append(std::string& out, Number number) {
    number = little_endian(number);
    out.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

void append_text(std::string& out, std::string_view text, std::size_t max_bytes) {
    const std::string cut =
        text.size() > max_bytes ? base::sanitized(text, max_bytes) : std::string();
    if (text.size() > max_bytes) text = cut;
    append(out, static_cast<std::uint16_t>(text.size()));
    out.append(text);
}

template <std::unsigned_integral Number>
void append_packed(std::string& out, const std::vector<std::uint64_t>& values,
                   std::uint64_t least) {
    const std::size_t before = out.size();
    out.resize(before + values.size() * sizeof(Number));
    char* at = out.data() + before;
    for (const std::uint64_t value : values) {
        const Number number = little_endian(static_cast<Number>(value - least));
        std::memcpy(at, &number, sizeof(number));
        at += sizeof(number);
    }
}

std::uint64_t count_of(std::chrono::nanoseconds duration) {
    return static_cast<std::uint64_t>(duration.count());
}

}  // namespace

std::uint64_t TextList::number_of(std::string_view text) {
    if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
    const auto added = numbers_.emplace(text, texts_.size()).first;
    texts_.emplace_back(added->first);
    return added->second;
}

void TextList::clear() {
    texts_.clear();
    numbers_.clear();
}

void TextList::append_to(std::string& out, std::size_t max_bytes) const {
    append(out, static_cast<std::uint32_t>(texts_.size()));
    for (const std::string_view text : texts_) append_text(out, text, max_bytes);
}

BatchEncoder::BatchEncoder(std::string_view turret_name, std::string_view turret_uuid)
    : name_(turret_name), uuid_(turret_uuid) {}

bool BatchEncoder::full() const noexcept {
    return size() >= kFullResults || bytes_ >= kFullBytes;
}

std::size_t BatchEncoder::add(const SampleBlock& block, std::size_t first) {
    name_numbers_.assign(block.names().size(), 0);
    const auto samples = block.samples();
    std::size_t next = first;
    for (; next < samples.size() && !full(); ++next) {
        const Sample& sample = samples[next];
        const auto origin = sample.epoch.time_since_epoch() - sample.elapsed;
        if (elapsed_.empty()) origin_ = origin;
        if (origin != origin_) break;
        elapsed_.push_back(count_of(sample.elapsed));
        lag_.push_back(count_of(sample.lag));
        service_.push_back(count_of(sample.service));
        flags_.push_back(sample.in_warmup ? kFlagWarmup : 0);
        if (sample.failed()) {
            const std::size_t known = errors_.size();
            error_.push_back(errors_.number_of(block.error(sample)) + 1);
            if (errors_.size() != known) bytes_ += sample.error_size;
        } else {
            error_.push_back(0);
        }
        add_timers(block, sample);
        bytes_ += kSampleBytes;
    }
    return next - first;
}

void BatchEncoder::add_timers(const SampleBlock& block, const Sample& sample) {
    timers_.push_back(sample.timers_count);
    for (const TimerValue& timer : block.timers(sample)) {
        std::uint64_t& number = name_numbers_[timer.name];
        if (number == 0) {
            const std::string_view name = block.name(timer.name);
            const std::size_t known = names_.size();
            number = names_.number_of(name) + 1;
            if (names_.size() != known) bytes_ += name.size();
        }
        timer_name_.push_back(number - 1);
        timer_value_.push_back(count_of(timer.value));
        bytes_ += kTimerBytes;
    }
}

std::string_view BatchEncoder::message(std::uint64_t seq) {
    message_.assign(kBatchMagic);
    append(message_, kBatchVersion);
    append_text(message_, run_, kMaxNameBytes);
    append_text(message_, uuid_, kMaxNameBytes);
    append_text(message_, name_, kMaxNameBytes);
    append(message_, seq);
    append(message_, count_of(origin_));
    append(message_, static_cast<std::uint32_t>(size()));
    for (const Values* values : {&elapsed_, &lag_, &service_, &flags_}) append_column(*values);
    errors_.append_to(message_, kMaxErrorBytes);
    append_column(error_);
    append_column(timers_);
    names_.append_to(message_, kMaxNameBytes);
    append_column(timer_name_);
    append_column(timer_value_);
    return message_;
}

void BatchEncoder::append_column(const Values& values) {
    std::uint64_t least = values.empty() ? 0 : values.front();
    std::uint64_t most = least;
    for (const std::uint64_t value : values) {
        least = std::min(least, value);
        most = std::max(most, value);
    }
    const std::uint64_t range = most - least;
    const std::uint8_t width = range == 0            ? 0
                               : range <= 0xFF       ? 1
                               : range <= 0xFFFF     ? 2
                               : range <= 0xFFFFFFFF ? 4
                                                     : 8;
    append(message_, width);
    append(message_, least);
    if (width == 1) append_packed<std::uint8_t>(message_, values, least);
    if (width == 2) append_packed<std::uint16_t>(message_, values, least);
    if (width == 4) append_packed<std::uint32_t>(message_, values, least);
    if (width == 8) append_packed<std::uint64_t>(message_, values, least);
}

void BatchEncoder::clear() {
    for (Values* values :
         {&elapsed_, &lag_, &service_, &flags_, &error_, &timers_, &timer_name_, &timer_value_})
        values->clear();
    errors_.clear();
    names_.clear();
    bytes_ = 0;
}

}  // namespace oct::wire
