// Commands are rare: a small document is parsed for each, with the depth capped by base/json.
#include "wire/command.hpp"

#include <oct/sample.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "wire/number.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <array>
#include <cmath>
#include <utility>

namespace oct::wire {
namespace {

constexpr std::array<std::pair<CommandKind, std::string_view>, 5> kWords{{
    {CommandKind::StatusRequest, "status_request"},
    {CommandKind::Start, "start"},
    {CommandKind::Stop, "stop"},
    {CommandKind::Kill, "kill"},
    {CommandKind::SetTransactionContext, "set_transaction_context"},
}};

std::string_view word(CommandKind kind) noexcept {
    for (const auto& [candidate, text] : kWords)
        if (candidate == kind) return text;
    return "unknown";
}

CommandKind kind_of(std::string_view text) noexcept {
    for (const auto& [kind, candidate] : kWords)
        if (candidate == text) return kind;
    return CommandKind::Unknown;
}

std::string_view text_of(const base::JsonValue& value) {
    return {value.GetString(), value.GetStringLength()};
}

std::optional<std::chrono::nanoseconds> seconds_of(const base::JsonValue& object, const char* key) {
    const auto member = object.FindMember(key);
    if (member == object.MemberEnd() || !member->value.IsNumber()) return std::nullopt;
    return parse_seconds(base::json_text(member->value));
}

std::optional<Announcement> announcement_of(const base::JsonValue& object) {
    const auto oct = object.FindMember("oct");
    if (oct == object.MemberEnd() || !oct->value.IsObject()) return std::nullopt;
    const auto version = oct->value.FindMember("v");
    const auto hq = oct->value.FindMember("hq");
    if (version == oct->value.MemberEnd() || !version->value.IsInt() ||
        version->value.GetInt() < kProtocolVersion || hq == oct->value.MemberEnd() ||
        !hq->value.IsString())
        return std::nullopt;
    Announcement announcement;
    announcement.version = version->value.GetInt();
    announcement.hq = base::sanitized(text_of(hq->value), kMaxNameBytes);
    announcement.time = WallTime(seconds_of(oct->value, "t").value_or(std::chrono::nanoseconds(0)));
    announcement.elapsed = seconds_of(oct->value, "elapsed");
    announcement.run_time = seconds_of(oct->value, "run_time");
    const auto context = oct->value.FindMember("context");
    if (context != oct->value.MemberEnd() && context->value.IsObject())
        announcement.context = base::json_text(context->value);
    return announcement;
}

std::optional<Command> decode_object(std::string_view text) {
    base::JsonDocument document;
    base::parse_json(text, "command", document);
    if (!document.IsObject()) return std::nullopt;
    const auto command = document.FindMember("command");
    if (command == document.MemberEnd() || !command->value.IsString()) return std::nullopt;
    Command result;
    result.kind = kind_of(text_of(command->value));
    const auto msg = document.FindMember("msg");
    if (msg != document.MemberEnd()) result.msg = base::json_text(msg->value);
    result.announcement = announcement_of(document);
    return result;
}

}  // namespace

std::string encode(const Command& command) {
    std::string frame =
        fmt::format(" {{\"command\":\"{}\",\"msg\":{}", word(command.kind), command.msg);
    if (command.announcement) {
        const Announcement& announcement = *command.announcement;
        frame += fmt::format(",\"oct\":{{\"v\":{},\"hq\":", announcement.version);
        base::append_json_string(frame, announcement.hq);
        frame += ",\"t\":";
        append_seconds(frame, announcement.time.time_since_epoch());
        const auto put_seconds = [&](std::string_view key, const auto& time) {
            if (!time) return;
            frame += fmt::format(",\"{}\":", key);
            append_seconds(frame, *time);
        };
        put_seconds("elapsed", announcement.elapsed);
        put_seconds("run_time", announcement.run_time);
        if (announcement.context) frame += ",\"context\":" + *announcement.context;
        frame += '}';
    }
    return frame += '}';
}

std::optional<Command> decode_command(std::string_view frame, std::string_view uuid) noexcept {
    const auto object = frame.find('{');
    if (object == std::string_view::npos) return std::nullopt;
    std::string_view topic = frame.substr(0, object);
    while (!topic.empty() && topic.back() == ' ') topic.remove_suffix(1);
    if (!topic.empty() && topic != uuid) return std::nullopt;
    try {
        return decode_object(frame.substr(object));
    } catch (const std::exception&) {  // not JSON, or out of memory: not a command either way
        return std::nullopt;
    }
}

}  // namespace oct::wire
