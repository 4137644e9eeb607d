// Rows of `result`; custom_timers is {"name":seconds}, a name that repeats {"name":[seconds,…]}.
#include "store/row_writer.hpp"

#include "base/decimal.hpp"
#include "base/json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::store {
namespace {

// Exact, and always with a fraction, so that every reader takes it for a real number.
void append_seconds(std::string& out, std::chrono::nanoseconds duration) {
    constexpr std::uint64_t kSecond = 1'000'000'000;
    std::uint64_t value = static_cast<std::uint64_t>(duration.count());
    if (duration.count() < 0) {
        out.push_back('-');
        value = 0 - value;
    }
    base::append_decimal(out, value, kSecond, 1);
}

void append_name(std::string& out, std::string_view name) {
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    });
    if (plain) {
        out.push_back('"');
        out.append(name);
        out.push_back('"');
    } else {
        base::append_json_string(out, name);
    }
    out.push_back(':');
}

}  // namespace

RowWriter::RowWriter(const Database& database, std::string_view table)
    : table_(database, fmt::format("held_{}", table), held_),
      insert_(database.prepare(fmt::format("INSERT INTO {0} ({1}) SELECT {1} FROM held_{0}", table,
                                           RowTable::kColumns))) {}

void RowWriter::add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id) {
    const std::size_t begin = held_.timers.size();
    append_timers(block, sample);
    held_.rows.push_back({&block, &sample, turret_id, begin, held_.timers.size() - begin});
    if (held_.rows.size() == kRows) flush();
}

void RowWriter::flush() {
    if (!held_.rows.empty()) insert_.run();
    discard();
}

void RowWriter::discard() noexcept {
    held_.clear();
}

void RowWriter::append_timers(const SampleBlock& block, const Sample& sample) {
    std::string& text = held_.timers;
    const auto timers = block.timers(sample);
    if (!note_first(block, timers)) return append_repeated(block, timers);
    text.push_back('{');
    for (const TimerValue& timer : timers) {
        if (&timer != timers.data()) text.push_back(',');
        append_name(text, block.name(timer.name));
        append_seconds(text, timer.value);
    }
    text.push_back('}');
}

bool RowWriter::note_first(const SampleBlock& block, std::span<const TimerValue> timers) {
    if (timers.size() < 2) return true;
    ++row_number_;
    if (first_.size() < block.names().size()) first_.resize(block.names().size());
    bool unique = true;
    for (std::uint32_t i = 0; i < timers.size(); ++i) {
        First& first = first_[timers[i].name];
        if (first.row == row_number_)
            unique = false;
        else
            first = {row_number_, i};
    }
    return unique;
}

// Sorted by where the name occurred first, then by position: equal names stand together.
void RowWriter::append_repeated(const SampleBlock& block, std::span<const TimerValue> timers) {
    std::string& text = held_.timers;
    order_.clear();
    for (std::uint32_t i = 0; i < timers.size(); ++i)
        order_.emplace_back(first_[timers[i].name].position, i);
    std::sort(order_.begin(), order_.end());
    text.push_back('{');
    for (std::size_t i = 0; i < order_.size();) {
        std::size_t end = i;
        while (end < order_.size() && order_[end].first == order_[i].first) ++end;
        if (i != 0) text.push_back(',');
        append_name(text, block.name(timers[order_[i].second].name));
        const bool list = end - i > 1;
        if (list) text.push_back('[');
        for (std::size_t k = i; k < end; ++k) {
            if (k != i) text.push_back(',');
            append_seconds(text, timers[order_[k].second].value);
        }
        if (list) text.push_back(']');
        i = end;
    }
    text.push_back('}');
}

}  // namespace oct::store
