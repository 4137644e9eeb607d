// One check per kind of value; every refusal goes through fail().
#include "project/config/object_reader.hpp"

#include <oct/error.hpp>
#include <oct/sample.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace oct::project {
namespace {

constexpr double kLongestSeconds = 365.0 * 24 * 3600;

std::string_view view(const rapidjson::Value& text) {
    return {text.GetString(), text.GetStringLength()};
}

// Projects in the wild have "rampup": "30", which the Python version takes.
std::optional<double> number(const rapidjson::Value& value) {
    if (value.IsNumber()) return value.GetDouble();
    if (!value.IsString()) return std::nullopt;
    const std::string_view text = view(value);
    double parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(parsed))
        return std::nullopt;
    return parsed;
}

}  // namespace

ObjectReader::ObjectReader(const rapidjson::Value& value, std::string file, std::string path)
    : object_(&value), file_(std::move(file)), path_(std::move(path)) {
    if (!value.IsObject())
        throw ConfigError(fmt::format("{}expected an object {{…}}, got {}", prefix(),
                                      base::json_description(value)));
    std::vector<std::string_view> names = keys();
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end())
        throw ConfigError(fmt::format("{}the key \"{}\" is defined twice", prefix(),
                                      base::sanitized(*twice, kMaxNameBytes)));
}

std::string ObjectReader::prefix() const {
    return path_.empty() ? file_ + ": " : fmt::format("{}: {}: ", file_, path_);
}

std::string ObjectReader::path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

std::vector<std::string_view> ObjectReader::keys() const {
    std::vector<std::string_view> names;
    for (const auto& member : object_->GetObject()) names.push_back(view(member.name));
    return names;
}

void ObjectReader::fail(std::string_view key, std::string_view expected,
                        const rapidjson::Value& value) const {
    throw ConfigError(fmt::format("{}: {}: expected {}, got {}", file_, path_of(key), expected,
                                  base::json_description(value)));
}

const rapidjson::Value* ObjectReader::find(std::string_view key) const {
    const auto member = object_->FindMember(
        rapidjson::Value(key.data(), static_cast<rapidjson::SizeType>(key.size())));
    if (member == object_->MemberEnd() || member->value.IsNull()) return nullptr;
    return &member->value;
}

void ObjectReader::require(std::initializer_list<std::string_view> keys) const {
    for (const auto key : keys) {
        if (find(key) == nullptr)
            throw ConfigError(
                fmt::format("{}the required configuration key {} is not defined", prefix(), key));
    }
}

std::optional<bool> ObjectReader::boolean(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (!value->IsBool()) fail(key, "true or false", *value);
    return value->GetBool();
}

std::optional<std::string> ObjectReader::text(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (!value->IsString() || value->GetStringLength() == 0) fail(key, "a text", *value);
    return std::string(view(*value));
}

std::optional<std::string> ObjectReader::name(std::string_view key) const {
    auto name = text(key);
    if (name && base::sanitized(*name, kMaxNameBytes) != *name)
        fail(key,
             fmt::format("a name of at most {} bytes without control characters", kMaxNameBytes),
             *find(key));
    return name;
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view key, std::int64_t lowest,
                                                  std::int64_t highest) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (!value->IsInt64() || value->GetInt64() < lowest || value->GetInt64() > highest)
        fail(key, fmt::format("an integer from {} to {}", lowest, highest), *value);
    return value->GetInt64();
}

std::optional<std::uint16_t> ObjectReader::port(std::string_view key, std::uint16_t lowest) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (!value->IsInt() || value->GetInt() < lowest || value->GetInt() > UINT16_MAX)
        fail(key, fmt::format("a port from {} to {}", lowest, UINT16_MAX), *value);
    return static_cast<std::uint16_t>(value->GetInt());
}

std::optional<std::string> ObjectReader::host(std::string_view key) const {
    auto host = text(key);
    const auto odd = [](unsigned char c) { return c <= ' ' || c == '/' || c == 0x7F; };
    if (host && std::any_of(host->begin(), host->end(), odd))
        fail(key, "a host name or an IP address", *find(key));
    return host;
}

std::optional<std::chrono::nanoseconds> ObjectReader::seconds(std::string_view key,
                                                              Zero zero) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    const std::string_view lowest = zero == Zero::Accepted ? ">= 0" : "> 0";
    const auto count = number(*value);
    if (!count || *count < 0) fail(key, fmt::format("seconds {}", lowest), *value);
    if (*count > kLongestSeconds)
        fail(key, fmt::format("seconds {} and at most {:.0f}", lowest, kLongestSeconds), *value);
    const std::chrono::nanoseconds time(std::llround(*count * 1e9));
    if (time.count() == 0 && zero == Zero::Refused)
        fail(key, fmt::format("seconds {}", lowest), *value);
    return time;
}

std::optional<double> ObjectReader::rate(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto rate = number(*value);
    if (!rate || *rate < 0 || *rate > 1e9)
        fail(key, "arrivals per second from 0 to 1000000000", *value);
    return rate;
}

std::vector<std::string> ObjectReader::texts(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) return {};
    if (!value->IsArray()) fail(key, "a list of texts", *value);
    std::vector<std::string> all;
    for (const auto& item : value->GetArray()) {
        if (!item.IsString() || item.GetStringLength() == 0)
            fail(fmt::format("{}[{}]", key, all.size()), "a text", item);
        all.emplace_back(view(item));
    }
    return all;
}

}  // namespace oct::project
