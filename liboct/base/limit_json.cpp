// Limits from and to JSON values.
#include "base/limit_json.hpp"

#include <oct/error.hpp>

#include "base/json.hpp"
#include "base/rules.hpp"
#include "base/seconds.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <optional>

namespace oct::base {
namespace {

// A time may be written as seconds, like all others in the file; or as a limit's bound is: "10s".
std::chrono::nanoseconds after(const JsonValue& value, const std::string& origin) {
    const auto count = json_number(value);
    if (!count && value.IsString())
        return std::get<std::chrono::nanoseconds>(
            Limit::parse(std::string("max <= ") + value.GetString(), origin).bound);
    const auto time = count ? from_seconds(*count) : std::nullopt;
    if (!time || !kLimitTime.admits(*time))
        refuse(origin, "a time like \"10s\", or " + kLimitTime.expected(), json_description(value));
    return *time;
}

Limit read_object(const JsonValue& value, const std::string& origin) {
    Limit limit;
    bool found = false;
    const auto fail = [&](std::string_view key, std::string_view expected, const JsonValue& got) {
        refuse(fmt::format("{}.{}", origin, key), expected, json_description(got));
    };
    std::optional<bool> abort;
    std::optional<std::chrono::nanoseconds> grace;
    for (const auto& [name, member] : value.GetObject()) {
        const std::string_view key(name.GetString(), name.GetStringLength());
        if (key == "limit") {
            if (!member.IsString()) fail(key, "a text like \"p95 < 50ms\"", member);
            limit = Limit::parse({member.GetString(), member.GetStringLength()}, origin + ":");
            found = true;
        } else if (key == "abort") {
            if (!member.IsBool()) fail(key, "true or false", member);
            abort = member.GetBool();
        } else if (key == "after") {
            grace = after(member, origin + ".after");
        } else {
            throw ConfigError(
                fmt::format("{}: unknown key \"{}\": a limit has the keys limit, "
                            "abort and after",
                            origin, key));
        }
    }
    if (!found) throw ConfigError(origin + ": the required key limit is not defined");
    limit.abort = abort.value_or(limit.abort);
    limit.after = grace.value_or(limit.after);
    return limit;
}

}  // namespace

std::vector<Limit> read_limits(const JsonValue& list, const std::string& origin) {
    if (!list.IsArray())
        throw ConfigError(
            fmt::format("{}: limits: expected a list, got {}", origin, json_description(list)));
    std::vector<Limit> limits;
    for (const auto& value : list.GetArray()) {
        const std::string place = fmt::format("{}: limits[{}]", origin, limits.size());
        if (value.IsObject())
            limits.push_back(read_object(value, place));
        else if (value.IsString())
            limits.push_back(
                Limit::parse({value.GetString(), value.GetStringLength()}, place + ":"));
        else
            throw ConfigError(
                fmt::format("{}: expected a text like \"p95 < 50ms\", or an object, got {}", place,
                            json_description(value)));
    }
    return limits;
}

std::string with_limits(const std::string& configuration, const std::vector<Limit>& limits) {
    if (limits.empty()) return configuration;
    JsonDocument document;
    parse_json(configuration, "configuration", document);
    auto& memory = document.GetAllocator();
    JsonValue list(rapidjson::kArrayType);
    for (const Limit& limit : limits) {
        JsonValue entry(rapidjson::kObjectType);
        entry.AddMember("limit", JsonValue(limit.to_string().c_str(), memory), memory);
        if (limit.abort) entry.AddMember("abort", true, memory);
        if (limit.after.count() != 0)
            entry.AddMember("after", static_cast<double>(limit.after.count()) / 1e9, memory);
        list.PushBack(entry, memory);
    }
    document.RemoveMember("limits");
    document.AddMember("limits", list, memory);
    return json_text(document);
}

std::vector<Limit> stored_limits(const std::string& configuration) {
    try {
        JsonDocument document;
        parse_json(configuration, "configuration", document);
        if (!document.IsObject()) return {};
        const auto found = document.FindMember("limits");
        return found == document.MemberEnd() ? std::vector<Limit>()
                                             : read_limits(found->value, "configuration");
    } catch (const ConfigError&) {
        return {};  // of a later version: the report is made all the same
    }
}

}  // namespace oct::base
