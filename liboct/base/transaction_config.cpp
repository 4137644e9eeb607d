// Typed reading of the top-level keys of a JSON object.
#include <oct/error.hpp>
#include <oct/transaction.hpp>

#include "base/json.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <limits>

namespace oct {
namespace {

// Finds `key` in `json`; null when it is absent or null.
const rapidjson::Value* find(rapidjson::Document& document, const std::string& json,
                             const std::string& origin, std::string_view key) {
    base::parse_json(json, origin, document);
    const auto member = document.FindMember(
        rapidjson::Value(key.data(), static_cast<rapidjson::SizeType>(key.size())));
    if (member == document.MemberEnd() || member->value.IsNull()) return nullptr;
    return &member->value;
}

template <class T, class Fits, class Read>
std::optional<T> typed(const std::string& json, const std::string& origin, std::string_view key,
                       std::string_view expected, Fits fits, Read read) {
    rapidjson::Document document;
    const rapidjson::Value* value = find(document, json, origin, key);
    if (value == nullptr) return std::nullopt;
    if (!fits(*value))
        throw ConfigError(fmt::format("{}: {}: expected {}, got {}", origin, key, expected,
                                      base::json_description(*value)));
    return read(*value);
}

using Json = const rapidjson::Value&;

}  // namespace

TransactionConfig::TransactionConfig(std::string json, std::string origin)
    : json_(std::move(json)), origin_(std::move(origin)) {
    rapidjson::Document document;
    base::parse_json(json_, origin_, document);
    if (!document.IsObject())
        throw ConfigError(fmt::format("{}: expected an object {{…}}, got {}", origin_,
                                      base::json_description(document)));
}

template <>
std::optional<bool> TransactionConfig::value(std::string_view key) const {
    return typed<bool>(
        json_, origin_, key, "true or false", [](Json v) { return v.IsBool(); },
        [](Json v) { return v.GetBool(); });
}

template <>
std::optional<int> TransactionConfig::value(std::string_view key) const {
    return typed<int>(
        json_, origin_, key, "an integer", [](Json v) { return v.IsInt(); },
        [](Json v) { return v.GetInt(); });
}

template <>
std::optional<std::int64_t> TransactionConfig::value(std::string_view key) const {
    return typed<std::int64_t>(
        json_, origin_, key, "an integer", [](Json v) { return v.IsInt64(); },
        [](Json v) { return v.GetInt64(); });
}

template <>
std::optional<double> TransactionConfig::value(std::string_view key) const {
    return typed<double>(
        json_, origin_, key, "a number", [](Json v) { return v.IsNumber(); },
        [](Json v) { return v.GetDouble(); });
}

template <>
std::optional<std::string> TransactionConfig::value(std::string_view key) const {
    return typed<std::string>(
        json_, origin_, key, "a text", [](Json v) { return v.IsString(); },
        [](Json v) { return std::string(v.GetString(), v.GetStringLength()); });
}

}  // namespace oct
