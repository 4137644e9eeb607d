// Structure first; what append() reads is proven to be there, and values have rules of their own.
#include "wire/batch_decoder.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"
#include "wire/batch_format.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>

namespace oct::wire {
namespace {

using Values = std::vector<std::uint64_t>;

constexpr std::uint64_t kMaxTime = std::numeric_limits<std::int64_t>::max();

bool all_below(const Values& values, std::uint64_t limit) {
    return std::all_of(values.begin(), values.end(),
                       [limit](std::uint64_t value) { return value < limit; });
}

template <std::unsigned_integral Number>
void unpack(std::string_view bytes, std::uint64_t least, Values& values) {
    const char* at = bytes.data();
    for (std::uint64_t& value : values) {
        Number number;
        std::memcpy(&number, at, sizeof(number));
        value = least + little_endian(number);
        at += sizeof(number);
    }
}

// What was negative where it was written is beyond the largest time here.
ResultTimes::Time time_of(std::uint64_t count) {
    if (count > kMaxTime) return std::nullopt;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(count));
}

}  // namespace

/// Takes from the front of a message; after the first thing that is not there all else fails too.
class BatchDecoder::Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

    std::string_view bytes(std::size_t size) {
        if (size > rest_.size()) {
            failed_ = true;
            rest_ = {};
            return {};
        }
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    template <std::unsigned_integral Number>
    Number number() {
        Number value = 0;
        const std::string_view taken = bytes(sizeof(value));
        if (!taken.empty()) std::memcpy(&value, taken.data(), sizeof(value));
        return little_endian(value);
    }

    // Into a string that mostly holds the same text already.
    void text(std::string& into, std::size_t max_bytes) {
        const std::string_view taken = bytes(number<std::uint16_t>());
        if (taken != into) into = base::sanitized(taken, max_bytes);
    }

    void texts(std::vector<std::string>& into, std::size_t max_count, std::size_t max_bytes) {
        const auto count = number<std::uint32_t>();
        if (count > max_count) failed_ = true;
        into.clear();
        for (std::uint32_t i = 0; i < count && !failed_; ++i) text(into.emplace_back(), max_bytes);
    }

    void column(Values& values, std::size_t count) {
        const auto width = number<std::uint8_t>();
        const auto least = number<std::uint64_t>();
        const std::string_view packed = bytes(count * width);
        if (width > 8 || (width & (width - 1U)) != 0) failed_ = true;
        if (failed_) return;
        values.resize(count);
        if (width == 0) std::fill(values.begin(), values.end(), least);
        if (width == 1) unpack<std::uint8_t>(packed, least, values);
        if (width == 2) unpack<std::uint16_t>(packed, least, values);
        if (width == 4) unpack<std::uint32_t>(packed, least, values);
        if (width == 8) unpack<std::uint64_t>(packed, least, values);
    }

private:
    std::string_view rest_;
    bool failed_ = false;
};

Rejection BatchDecoder::open(std::string_view message) {
    Reader reader(message);
    const Rejection reason = read(reader);
    if (reason != Rejection::None) size_ = 0;
    return reason;
}

Rejection BatchDecoder::read(Reader& reader) {
    reader.bytes(kBatchMagic.size());
    if (reader.number<std::uint8_t>() != kBatchVersion)
        return reader.failed() ? Rejection::BatchMalformed : Rejection::BatchVersion;
    reader.text(run_, kMaxNameBytes);
    reader.text(uuid_, kMaxNameBytes);
    reader.text(name_, kMaxNameBytes);
    seq_ = reader.number<std::uint64_t>();
    origin_ = reader.number<std::uint64_t>();
    size_ = reader.number<std::uint32_t>();
    if (reader.failed()) return Rejection::BatchMalformed;
    if (uuid_.empty()) return Rejection::MissingField;
    if (size_ == 0 || size_ > kMaxBatchResults || seq_ == 0 || seq_ > kMaxTime)
        return Rejection::BatchLimit;
    const Rejection columns = read_columns(reader);
    if (columns != Rejection::None) return columns;
    const Rejection timers = read_timers(reader);
    if (timers != Rejection::None) return timers;
    return reader.at_end() ? Rejection::None : Rejection::BatchTail;
}

Rejection BatchDecoder::read_columns(Reader& reader) {
    for (Values* values : {&elapsed_, &lag_, &service_, &flags_}) reader.column(*values, size_);
    reader.texts(errors_, kMaxBatchNames, kMaxErrorBytes);
    reader.column(error_, size_);
    if (reader.failed()) return Rejection::BatchMalformed;
    return all_below(error_, errors_.size() + 1) ? Rejection::None : Rejection::BatchReference;
}

Rejection BatchDecoder::read_timers(Reader& reader) {
    reader.column(timers_, size_);
    reader.texts(names_, kMaxBatchNames, kMaxNameBytes);
    if (reader.failed()) return Rejection::BatchMalformed;
    if (!all_below(timers_, kMaxTimers + 1)) return Rejection::BatchLimit;
    timers_begin_.clear();
    std::uint64_t total = 0;
    for (const std::uint64_t count : timers_) {
        timers_begin_.push_back(total);
        total += count;
    }
    if (total > kMaxBatchTimers) return Rejection::BatchLimit;
    reader.column(timer_name_, total);
    reader.column(timer_value_, total);
    if (reader.failed()) return Rejection::BatchMalformed;
    return all_below(timer_name_, names_.size()) ? Rejection::None : Rejection::BatchReference;
}

std::size_t BatchDecoder::append(SampleBlock& block, std::size_t begin, std::size_t end) {
    block.discard_timers();
    name_ids_.clear();
    for (const std::string& name : names_) name_ids_.push_back(block.intern(name));
    Sample sample;
    sample.turret = block.intern(name_.empty() ? kNoName : std::string_view(name_));
    sample.turret_uuid = block.intern(uuid_);
    std::size_t left_out = 0;
    for (std::size_t i = begin; i < std::min(end, size_); ++i) {
        sample.in_warmup = (flags_[i] & kFlagWarmup) != 0;
        append_timers(block, i);
        const std::string_view error = error_[i] == 0 ? std::string_view() : errors_[error_[i] - 1];
        if (!rules_.append(block, times_of(i), sample, error)) ++left_out;
    }
    return left_out;
}

ResultTimes BatchDecoder::times_of(std::size_t result) const {
    const std::uint64_t elapsed = elapsed_[result];
    const bool fits = origin_ <= kMaxTime && elapsed <= kMaxTime - origin_;
    return {time_of(elapsed), fits ? time_of(origin_ + elapsed) : std::nullopt,
            time_of(service_[result]), time_of(lag_[result])};
}

void BatchDecoder::append_timers(SampleBlock& block, std::size_t result) {
    const std::uint64_t begin = timers_begin_[result];
    for (std::uint64_t t = begin; t < begin + timers_[result]; ++t)
        rules_.timer(block, name_ids_[timer_name_[t]], time_of(timer_value_[t]));
}

}  // namespace oct::wire
