// One reader per kind of value; every refusal goes through fail().
#include "project/config/object_reader.hpp"

#include <oct/error.hpp>
#include <oct/sample.hpp>

#include "base/json.hpp"
#include "base/seconds.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

namespace oct::project {
namespace {

std::string_view view(const base::JsonValue& text) {
    return {text.GetString(), text.GetStringLength()};
}

}  // namespace

ObjectReader::ObjectReader(const base::JsonValue& value, std::string file, std::string path)
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
                        const base::JsonValue& value) const {
    throw ConfigError(fmt::format("{}: {}: expected {}, got {}", file_, path_of(key), expected,
                                  base::json_description(value)));
}

const base::JsonValue* ObjectReader::find(std::string_view key) const {
    const auto member = object_->FindMember(
        base::JsonValue(key.data(), static_cast<rapidjson::SizeType>(key.size())));
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

std::optional<std::string> ObjectReader::text(std::string_view key, const base::Text& rule) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (!value->IsString() || !rule.admits(view(*value))) fail(key, rule.expected(), *value);
    return std::string(view(*value));
}

std::optional<std::uint64_t> ObjectReader::integer(std::string_view key,
                                                   const base::Whole& rule) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto count = base::json_whole(*value);
    if (!count || !rule.admits(*count)) fail(key, rule.expected(), *value);
    return count;
}

std::optional<std::uint16_t> ObjectReader::port(std::string_view key,
                                                const base::Whole& rule) const {
    const auto port = integer(key, rule);
    return port ? std::optional(static_cast<std::uint16_t>(*port)) : std::nullopt;
}

std::optional<std::chrono::nanoseconds> ObjectReader::seconds(std::string_view key,
                                                              const base::Time& rule) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto count = base::json_number(*value);
    const auto time = count ? base::from_seconds(*count) : std::nullopt;
    if (!time || !rule.admits(*time)) fail(key, rule.expected(), *value);
    return time;
}

std::optional<double> ObjectReader::rate(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto rate = base::json_number(*value);
    if (!rate || !base::kRate.admits(*rate)) fail(key, base::kRate.expected(), *value);
    return rate;
}

std::vector<std::string> ObjectReader::texts(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) return {};
    if (!value->IsArray()) fail(key, "a list of texts", *value);
    std::vector<std::string> all;
    for (const auto& item : value->GetArray()) {
        if (!item.IsString() || !base::kText.admits(view(item)))
            fail(fmt::format("{}[{}]", key, all.size()), base::kText.expected(), item);
        all.emplace_back(view(item));
    }
    return all;
}

}  // namespace oct::project
