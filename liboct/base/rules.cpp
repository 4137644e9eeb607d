// The words of the rules.
#include "base/rules.hpp"

#include <oct/sample.hpp>

#include "base/json.hpp"
#include "base/seconds.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <filesystem>

namespace oct::base {
namespace {

constexpr double kHighestRate = 1e9;
static_assert(kMaxNameBytes == 256, "the words of kName and kHost say so");

}  // namespace

bool is_text(std::string_view text) {
    return !text.empty();
}

bool is_name(std::string_view text) {
    return !text.empty() && sanitized(text, kMaxNameBytes) == text;
}

bool is_host(std::string_view text) {
    const auto odd = [](unsigned char c) { return c <= ' ' || c == '/' || c == '*' || c == 0x7F; };
    const bool has_port = std::count(text.begin(), text.end(), ':') == 1;  // IPv6 has more
    return is_name(text) && !has_port && std::none_of(text.begin(), text.end(), odd);
}

// "default", or an SQLite file: plain, or after the sqlite:/// of the Python version.
bool is_database(std::string_view uri) {
    constexpr std::string_view kScheme = "sqlite:///";
    if (uri == "default") return true;
    if (uri.starts_with(kScheme)) return uri.size() > kScheme.size();
    const auto extension = std::filesystem::path(uri).extension();
    return uri.find("://") == uri.npos &&
           (extension == ".sqlite" || extension == ".sqlite3" || extension == ".db");
}

bool is_file(std::string_view text) {
    const auto name = std::filesystem::path(text).filename();
    return !name.empty() && name != "." && name != ".." && sanitized(text, text.size()) == text;
}

std::string Whole::expected() const {
    return fmt::format("{} from {} to {}", noun, lowest, highest);
}

bool Time::admits(std::chrono::nanoseconds value) const noexcept {
    return value >= lowest && value <= highest;
}

std::string Time::expected() const {
    return fmt::format("seconds {} 0 and at most {}", lowest.count() == 0 ? ">=" : ">",
                       to_seconds(highest));
}

bool Rate::admits(double value) const noexcept {
    return value >= 0 && value <= kHighestRate;
}

std::string Rate::expected() const {
    return fmt::format("arrivals per second from 0 to {:.0f}", kHighestRate);
}

std::string value_text(std::uint64_t value) {
    return std::to_string(value);
}
std::string value_text(double value) {
    return fmt::format("{}", value);
}
std::string value_text(std::chrono::nanoseconds value) {
    return value_text(to_seconds(value));
}
std::string value_text(std::string_view value) {
    return json_description(JsonValue(
        rapidjson::StringRef(value.data(), static_cast<rapidjson::SizeType>(value.size()))));
}

void refuse(std::string_view key, std::string_view expected, std::string_view got) {
    throw ConfigError(fmt::format("{}: expected {}, got {}", key, expected, got));
}

}  // namespace oct::base
