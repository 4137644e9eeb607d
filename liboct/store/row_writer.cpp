// Rows of `result`; custom_timers is {"name":seconds}, a name that repeats {"name":[seconds,…]}.
#include "store/row_writer.hpp"

#include "base/json.hpp"
#include "store/seconds.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>

namespace oct {
namespace {

constexpr int kColumns = 8;

std::string insert_statement(std::string_view table, std::size_t rows) {
    std::string sql = "INSERT INTO " + std::string(table) +
                      " (error, scriptrun_time, elapsed, epoch, custom_timers, turret_name, "
                      "lag, turret_id) VALUES ";
    for (std::size_t row = 0; row < rows; ++row)
        sql += row == 0 ? "(?,?,?,?,?,?,?,?)" : ",(?,?,?,?,?,?,?,?)";
    return sql;
}

// Exact, and always with a fraction, so that every reader takes it for a real number.
void append_seconds(std::string& out, std::chrono::nanoseconds duration) {
    constexpr std::uint64_t kSecond = 1'000'000'000;
    std::uint64_t value = static_cast<std::uint64_t>(duration.count());
    if (duration.count() < 0) {
        out.push_back('-');
        value = 0 - value;
    }
    std::array<char, 32> digits{};
    const auto whole = std::to_chars(digits.begin(), digits.end(), value / kSecond).ptr;
    out.append(digits.data(), whole);
    std::uint64_t fraction = value % kSecond;
    std::array<char, 10> tail{'.', '0', '0', '0', '0', '0', '0', '0', '0', '0'};
    for (std::size_t place = 9; fraction != 0; --place, fraction /= 10)
        tail[place] = static_cast<char>('0' + fraction % 10);
    std::size_t size = tail.size();
    while (size > 2 && tail[size - 1] == '0') --size;
    out.append(tail.data(), size);
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
        append_json_string(out, name);
    }
    out.push_back(':');
}

int bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
    return sqlite3_bind_text(statement, index, text.empty() ? "" : text.data(),
                             static_cast<int>(text.size()), SQLITE_STATIC);
}

}  // namespace

RowWriter::RowWriter(const Database& database, std::string_view table)
    : many_(database.prepare(insert_statement(table, kRows))),
      one_(database.prepare(insert_statement(table, 1))) {}

void RowWriter::add(const SampleBlock& block, const Sample& sample, std::int64_t turret_id) {
    Row& row = rows_[count_++];
    row = {&block, &sample, turret_id, text_.size(), 0};
    append_timers(block, sample);
    row.timers_end = text_.size();
    if (count_ == kRows) {
        write(many_, rows_);
        discard();
    }
}

void RowWriter::flush() {
    for (std::size_t row = 0; row < count_; ++row) write(one_, std::span(&rows_[row], 1));
    discard();
}

void RowWriter::discard() noexcept {
    count_ = 0;
    text_.clear();
}

void RowWriter::append_timers(const SampleBlock& block, const Sample& sample) {
    const auto timers = block.timers(sample);
    if (!note_first(block, timers)) return append_repeated(block, timers);
    text_.push_back('{');
    for (const TimerValue& timer : timers) {
        if (&timer != timers.data()) text_.push_back(',');
        append_name(text_, block.name(timer.name));
        append_seconds(text_, timer.value);
    }
    text_.push_back('}');
}

bool RowWriter::note_first(const SampleBlock& block, std::span<const TimerValue> timers) {
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
    order_.clear();
    for (std::uint32_t i = 0; i < timers.size(); ++i)
        order_.emplace_back(first_[timers[i].name].position, i);
    std::sort(order_.begin(), order_.end());
    text_.push_back('{');
    for (std::size_t i = 0; i < order_.size();) {
        std::size_t end = i;
        while (end < order_.size() && order_[end].first == order_[i].first) ++end;
        if (i != 0) text_.push_back(',');
        append_name(text_, block.name(timers[order_[i].second].name));
        const bool list = end - i > 1;
        if (list) text_.push_back('[');
        for (std::size_t k = i; k < end; ++k) {
            if (k != i) text_.push_back(',');
            append_seconds(text_, timers[order_[k].second].value);
        }
        if (list) text_.push_back(']');
        i = end;
    }
    text_.push_back('}');
}

void RowWriter::write(Statement& statement, std::span<const Row> rows) {
    sqlite3_stmt* raw = statement.raw();
    int index = 0;
    int failed = 0;
    for (const Row& row : rows) {
        const Sample& sample = *row.sample;
        const std::string_view timers(text_.data() + row.timers_begin,
                                      row.timers_end - row.timers_begin);
        failed |= bind_text(raw, index + 1, row.block->error(sample));
        failed |= sqlite3_bind_double(raw, index + 2, to_seconds(sample.service));
        failed |= sqlite3_bind_double(raw, index + 3, to_seconds(sample.elapsed));
        failed |= sqlite3_bind_double(raw, index + 4, to_seconds(sample.epoch));
        failed |= bind_text(raw, index + 5, timers);
        failed |= bind_text(raw, index + 6, row.block->name(sample.turret));
        failed |= sqlite3_bind_double(raw, index + 7, to_seconds(sample.lag));
        failed |= sqlite3_bind_int64(raw, index + 8, row.turret_id);
        index += kColumns;
    }
    statement.check(failed);
    statement.run();
}

}  // namespace oct
