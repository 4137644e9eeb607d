// RapidJSON behind a few functions: errors with line and column, a cap on nesting.
#include "base/json.hpp"

#include <oct/error.hpp>

#include "base/text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace oct::base {
namespace {

constexpr int kMaxDepth = 64;

[[noreturn]] void fail(std::string_view text, const std::string& origin, std::size_t offset,
                       std::string_view what) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto line_start = before.rfind('\n');
    const auto column = before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1);
    throw ConfigError(fmt::format("{}:{}:{}: {}", origin, line, column + 1, what));
}

// RapidJSON parses and destroys by recursion, so the nesting is counted before it is asked.
void check_depth(std::string_view text, const std::string& origin) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '/' && i + 1 < text.size() && (text[i + 1] == '/' || text[i + 1] == '*')) {
            const bool line = text[i + 1] == '/';
            const auto end = line ? text.find('\n', i) : text.find("*/", i + 2);
            if (end == std::string_view::npos) return;
            i = line ? end : end + 1;
        } else if (c == '[' || c == '{') {
            if (++depth > kMaxDepth)
                fail(text, origin, i, fmt::format("nested deeper than {} levels", kMaxDepth));
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
}

template <class Number>
std::optional<Number> quoted(const JsonValue& value) {
    if (!value.IsString()) return std::nullopt;
    Number parsed = 0;
    const char* const last = value.GetString() + value.GetStringLength();
    const auto [end, error] = std::from_chars(value.GetString(), last, parsed);
    return error == std::errc{} && end == last ? std::optional(parsed) : std::nullopt;
}

}  // namespace

void parse_json(std::string_view text, const std::string& origin, JsonDocument& document) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark)
        text.remove_prefix(kByteOrderMark.size());
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        fail(text, origin, nul, "not JSON: it contains a NUL byte");
    check_depth(text, origin);
    constexpr unsigned kFlags = rapidjson::kParseCommentsFlag |
                                rapidjson::kParseTrailingCommasFlag |
                                rapidjson::kParseValidateEncodingFlag;
    document.Parse<kFlags>(text.data(), text.size());
    if (!document.HasParseError()) return;
    fail(text, origin, document.GetErrorOffset(),
         fmt::format("not JSON: {}", rapidjson::GetParseError_En(document.GetParseError())));
}

std::string json_text(const JsonValue& value) {
    JsonBuffer buffer;
    JsonWriter writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

std::string json_description(const JsonValue& value) {
    if (value.IsArray()) return "a list";
    if (value.IsObject()) return "an object";
    return base::sanitized(json_text(value), 60);
}

std::optional<double> json_number(const JsonValue& value) {
    const auto parsed = value.IsNumber() ? value.GetDouble() : quoted<double>(value);
    return parsed && std::isfinite(*parsed) ? parsed : std::nullopt;
}

std::optional<std::uint64_t> json_whole(const JsonValue& value) {
    return value.IsUint64() ? value.GetUint64() : quoted<std::uint64_t>(value);
}

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20)
                    fmt::format_to(std::back_inserter(out), "\\u{:04x}",
                                   static_cast<unsigned>(static_cast<unsigned char>(c)));
                else
                    out.push_back(c);
        }
    }
    out.push_back('"');
}

}  // namespace oct::base
