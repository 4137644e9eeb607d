// Typed reading of the top-level keys of a JSON object, which is parsed once.
#include <oct/error.hpp>
#include <oct/transaction.hpp>

#include "base/json.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <utility>

namespace oct {
namespace {

using Json = const base::JsonValue&;

template <class T, class Fits, class Read>
std::optional<T> typed(const base::JsonValue* value, const std::string& origin,
                       std::string_view key, std::string_view expected, Fits fits, Read read) {
    if (value == nullptr) return std::nullopt;
    if (!fits(*value))
        throw ConfigError(fmt::format("{}: {}: expected {}, got {}", origin, key, expected,
                                      base::json_description(*value)));
    return read(*value);
}

}  // namespace

/// The parsed object.
///
/// Threading:  value; reading it from several threads at once is safe.
class TransactionConfig::Values {
public:
    Values(const std::string& json, const std::string& origin) {
        base::parse_json(json, origin, object_);
        if (!object_.IsObject())
            throw ConfigError(fmt::format("{}: expected an object {{…}}, got {}", origin,
                                          base::json_description(object_)));
    }

    /// Null when the key is absent or null.
    [[nodiscard]] const base::JsonValue* find(std::string_view key) const {
        const auto member = object_.FindMember(
            base::JsonValue(key.data(), static_cast<rapidjson::SizeType>(key.size())));
        if (member == object_.MemberEnd() || member->value.IsNull()) return nullptr;
        return &member->value;
    }

private:
    base::JsonDocument object_;
};

TransactionConfig::TransactionConfig(std::string json, std::string origin)
    : json_(std::move(json)),
      origin_(std::move(origin)),
      values_(std::make_shared<const Values>(json_, origin_)) {}

template <>
std::optional<bool> TransactionConfig::value(std::string_view key) const {
    return typed<bool>(
        values_->find(key), origin_, key, "true or false", [](Json v) { return v.IsBool(); },
        [](Json v) { return v.GetBool(); });
}

template <>
std::optional<int> TransactionConfig::value(std::string_view key) const {
    return typed<int>(
        values_->find(key), origin_, key, "an integer", [](Json v) { return v.IsInt(); },
        [](Json v) { return v.GetInt(); });
}

template <>
std::optional<std::int64_t> TransactionConfig::value(std::string_view key) const {
    return typed<std::int64_t>(
        values_->find(key), origin_, key, "an integer", [](Json v) { return v.IsInt64(); },
        [](Json v) { return v.GetInt64(); });
}

template <>
std::optional<double> TransactionConfig::value(std::string_view key) const {
    return typed<double>(
        values_->find(key), origin_, key, "a number", [](Json v) { return v.IsNumber(); },
        [](Json v) { return v.GetDouble(); });
}

template <>
std::optional<std::string> TransactionConfig::value(std::string_view key) const {
    return typed<std::string>(
        values_->find(key), origin_, key, "a text", [](Json v) { return v.IsString(); },
        [](Json v) { return std::string(v.GetString(), v.GetStringLength()); });
}

}  // namespace oct
