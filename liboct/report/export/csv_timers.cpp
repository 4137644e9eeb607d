// What the store writes is read directly; anything else that is JSON, like escapes, by RapidJSON.
#include "report/export/csv_timers.hpp"

#include <oct/error.hpp>

#include "base/json_memory.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

namespace oct::report {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The JSON number (RFC 8259) at the start of `text`; empty when there is none.
std::string_view number_at(std::string_view text) {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t begin = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at != begin;
    };
    if (at < text.size() && text[at] == '-') ++at;
    if (!digits()) return {};
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (!digits()) return {};
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        if (!digits()) return {};
    }
    return text.substr(0, at);
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

void CsvTimers::read(std::string_view json) {
    ++row_;
    guess_ = 0;
    if (json.empty() || json == "{}" || read_plain(json)) return;
    ++row_;  // forgets what was read of it
    read_any(json);
}

// {"name":0.5,"other":[0.1,0.2]} without spaces and escapes.
bool CsvTimers::read_plain(std::string_view text) {
    if (!take(text, '{')) return false;
    do {
        std::uint32_t column = 0;
        if (guess_ < columns_.size() && text.starts_with(columns_[guess_].key)) {
            column = guess_;
            text.remove_prefix(columns_[guess_].key.size());
        } else {
            if (!take(text, '"')) return false;
            const auto end = text.find_first_of("\"\\");
            if (end == text.npos || !text.substr(end).starts_with("\":")) return false;
            column = column_of(text.substr(0, end));
            text.remove_prefix(end + 2);
        }
        guess_ = column + 1;
        const bool list = take(text, '[');
        do {
            const auto number = number_at(text);
            if (number.empty()) return false;
            put(column, number);
            text.remove_prefix(number.size());
        } while (list && take(text, ','));
        if (list && !take(text, ']')) return false;
    } while (take(text, ','));
    return text == "}";
}

void CsvTimers::read_any(std::string_view json) {
    base::JsonDocument document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(
        json.data(), json.size());
    numbers_.clear();
    if (document.HasParseError() || !document.IsObject()) return;
    numbers_.reserve(json.size());  // the cells point into it
    const auto add = [&](std::uint32_t column, const base::JsonValue& value) {
        if (!value.IsString()) return;
        const std::string_view text(value.GetString(), value.GetStringLength());
        if (text.empty() || number_at(text) != text) return;  // a string, or NaN
        const std::size_t begin = numbers_.size();
        numbers_.append(text);
        put(column, std::string_view(numbers_).substr(begin));
    };
    for (const auto& member : document.GetObject()) {
        const auto column = column_of({member.name.GetString(), member.name.GetStringLength()});
        if (member.value.IsArray())
            for (const auto& value : member.value.GetArray()) add(column, value);
        else
            add(column, member.value);
    }
}

std::uint32_t CsvTimers::column_of(std::string_view name) {
    const auto place = index_.find(std::string(name));
    if (place != index_.end()) return place->second;
    const auto column = add_column(name, 1);
    index_.emplace(name, column);
    return column;
}

std::uint32_t CsvTimers::add_column(std::string_view name, std::uint32_t occurrence) {
    if (columns_.size() == kMostColumns)
        throw Error(
            fmt::format("more than {} columns of custom timers: no spreadsheet reads that; "
                        "give timers names that do not differ from row to row",
                        kMostColumns));
    Column column;
    column.name = name;
    // A further occurrence has no key: it is never found by name.
    column.key = occurrence == 1 ? fmt::format("\"{}\":", name) : std::string(1, '\0');
    column.occurrence = occurrence;
    columns_.push_back(std::move(column));
    return static_cast<std::uint32_t>(columns_.size() - 1);
}

void CsvTimers::put(std::uint32_t column, std::string_view value) {
    while (columns_[column].row == row_) {
        if (columns_[column].next == 0) {
            const auto next =
                add_column(std::string(columns_[column].name), columns_[column].occurrence + 1);
            columns_[column].next = next;
        }
        column = columns_[column].next;
    }
    columns_[column].row = row_;
    columns_[column].value = value;
}

std::string CsvTimers::title(std::size_t column) const {
    const Column& c = columns_[column];
    return c.occurrence == 1 ? c.name : fmt::format("{} ({})", c.name, c.occurrence);
}

}  // namespace oct::report
