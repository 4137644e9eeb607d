// RapidJSON's SAX reader in situ: no document, no recursion beyond the cap, numbers kept as text so
// that times stay exact.
#include "wire/decoder.hpp"

#include "base/text.hpp"
#include "wire/batch_format.hpp"
#include "wire/number.hpp"

#include <rapidjson/reader.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace oct::wire {
namespace {

constexpr int kMaxDepth = 8;

enum class Field {  // from Turret on: fields of a status
    Other,
    Elapsed,
    Epoch,
    Service,
    Lag,
    Warmup,
    Error,
    Timers,
    TurretName,
    TurretUuid,
    Turret,
    Status,
    Uuid,
    Rampup,
    Script,
    Cannons,
    Load,
    Reason,
    Hq,
    Counts,
    LastSeq,
};

constexpr std::array<std::pair<std::string_view, Field>, 20> kFields{{
    {"elapsed", Field::Elapsed},
    {"epoch", Field::Epoch},
    {"scriptrun_time", Field::Service},
    {"error", Field::Error},
    {"custom_timers", Field::Timers},
    {"turret_name", Field::TurretName},
    {"lag", Field::Lag},
    {"turret_uuid", Field::TurretUuid},
    {"warmup", Field::Warmup},
    {"turret", Field::Turret},
    {"status", Field::Status},
    {"uuid", Field::Uuid},
    {"rampup", Field::Rampup},
    {"script", Field::Script},
    {"cannons", Field::Cannons},
    {"load", Field::Load},
    {"reason", Field::Reason},
    {"hq", Field::Hq},
    {"counts", Field::Counts},
    {"last_seq", Field::LastSeq},
}};

Field field_of(std::string_view key) noexcept {
    for (const auto& [name, field] : kFields)
        if (name == key) return field;
    return Field::Other;
}

std::uint64_t* count_of(TurretCounts& counts, std::string_view key) noexcept {
    if (key == "intended") return &counts.intended;
    if (key == "skipped") return &counts.skipped;
    if (key == "fired") return &counts.fired;
    if (key == "sent") return &counts.sent;
    if (key == "dropped") return &counts.dropped;
    if (key == "undelivered") return &counts.undelivered;
    if (key == "in_flight") return &counts.in_flight;
    return nullptr;
}

std::uint64_t parse_count(std::string_view text) noexcept {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

}  // namespace

std::string_view to_string(Rejection reason) noexcept {
    switch (reason) {
        case Rejection::None:
            return "none";
        case Rejection::Empty:
            return "empty message";
        case Rejection::TooLong:
            return "JSON of more than 1 MiB";
        case Rejection::NotJson:
            return "not a JSON object";
        case Rejection::TooDeep:
            return "nested too deeply";
        case Rejection::UnknownKind:
            return "neither result nor status";
        case Rejection::MissingField:
            return "required field missing";
        case Rejection::BadNumber:
            return "time is not a finite number of seconds >= 0";
        case Rejection::BatchVersion:
            return "batch of an unknown version";
        case Rejection::BatchMalformed:
            return "batch that is malformed or cut short";
        case Rejection::BatchTail:
            return "batch with bytes after its end";
        case Rejection::BatchLimit:
            return "batch without results, or beyond a limit";
        case Rejection::BatchReference:
            return "batch that refers to a text that it does not have";
    }
    return "?";
}

/// Collects the fields of one message; timers go straight into the block.
class Decoder::Handler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Decoder::Handler> {
public:
    void begin(SampleBlock& block) {
        block_ = &block;
        block.discard_timers();
        reason_ = Rejection::None;
        depth_ = 0;
        sample_ = {};
        elapsed_ = epoch_ = service_ = false;
        bad_number_ = false;
        turret_name_ = turret_uuid_ = error_ = {};
        in_list_ = false;
        if (has_status_) status_ = {};
        is_status_ = has_status_ = has_last_seq_ = false;
    }

    MessageKind finish(bool parsed) {
        if (!parsed) return reject(reason_ == Rejection::None ? Rejection::NotJson : reason_);
        if (is_status_ && !service_) {
            block_->discard_timers();
            if (status_.uuid.empty()) return reject(Rejection::MissingField);
            status_.last_word = status_.counts && has_last_seq_;
            return MessageKind::Status;
        }
        if (bad_number_) return reject(Rejection::BadNumber);
        if (!elapsed_ || !epoch_ || !service_)
            return reject(elapsed_ || epoch_ || service_ ? Rejection::MissingField
                                                         : Rejection::UnknownKind);
        append();
        return MessageKind::Result;
    }

    // --- SAX events
    bool Default() { return value_is_no_object(); }  // null carries nothing for us
    bool Bool(bool value) {
        if (depth_ == 1 && field_ == Field::Warmup) sample_.warmup = value;
        return value_is_no_object();
    }
    bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        if (depth_ == 0) return value_is_no_object();
        number({text, size});
        return reason_ == Rejection::None;
    }
    bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        if (depth_ == 0) return value_is_no_object();
        if (depth_ == 1)
            string({text, size});
        else if (depth_ == 2 && field_ == Field::Timers)
            ++bad_timers_;
        return true;
    }
    bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        if (depth_ == 1) field_ = field_of({text, size});
        if (depth_ == 2) key_ = {text, size};
        return true;
    }
    bool StartObject() { return enter(); }
    bool EndObject(rapidjson::SizeType /*members*/) { return leave(); }
    bool StartArray() {
        if (depth_ == 0) return value_is_no_object();
        in_list_ = depth_ == 2;
        return enter();
    }
    bool EndArray(rapidjson::SizeType /*elements*/) {
        in_list_ = false;
        return leave();
    }

    [[nodiscard]] MessageKind reject(Rejection reason) {
        reason_ = reason;
        block_->discard_timers();
        return MessageKind::Rejected;
    }

    // The key of a nested value, the place of a list's values, and the rest of the decoder's state.
    TurretStatus status_;
    Rejection reason_ = Rejection::None;
    std::uint64_t bad_timers_ = 0;
    std::string sender_;

    void note_sender() {
        const std::string_view uuid = turret_uuid_.empty() ? status_.uuid : turret_uuid_;
        if (uuid != sender_) sender_ = sanitized(uuid, kMaxNameBytes);
    }

private:
    bool value_is_no_object() {
        if (depth_ == 0) reason_ = Rejection::NotJson;
        return depth_ != 0;
    }
    bool enter() {
        if (++depth_ <= kMaxDepth) return true;
        reason_ = Rejection::TooDeep;
        return false;
    }
    bool leave() {
        --depth_;
        return true;
    }

    void string(std::string_view text) {
        has_status_ |= field_ >= Field::Turret;
        switch (field_) {
            case Field::Error:
                error_ = text;
                break;
            case Field::TurretName:
                turret_name_ = text;
                break;
            case Field::TurretUuid:
                turret_uuid_ = text;
                break;
            case Field::Turret:
                status_.turret = sanitized(text, kMaxNameBytes);
                break;
            case Field::Status:
                is_status_ = true;
                status_.status = sanitized(text, kMaxNameBytes);
                break;
            case Field::Uuid:
                status_.uuid = sanitized(text, kMaxNameBytes);
                break;
            case Field::Script:
                status_.script = sanitized(text, kMaxNameBytes);
                break;
            case Field::Load:
                status_.load = sanitized(text, kMaxErrorBytes);
                break;
            case Field::Reason:
                status_.reason = sanitized(text, kMaxErrorBytes);
                break;
            case Field::Hq:
                status_.hq = sanitized(text, kMaxNameBytes);
                break;
            case Field::Rampup:
            case Field::Cannons:
                number(text);
                break;  // version 1 turrets quote these
            default:
                break;
        }
    }

    void number(std::string_view text) {
        if (depth_ > 1) {
            nested_number(text);
            return;
        }
        has_status_ |= field_ >= Field::Turret;
        switch (field_) {
            case Field::Elapsed:
                elapsed_ = time(text, sample_.elapsed);
                break;
            case Field::Epoch: {
                std::chrono::nanoseconds since{};
                epoch_ = time(text, since);
                sample_.epoch = WallTime(since);
                break;
            }
            case Field::Service:
                service_ = time(text, sample_.service);
                break;
            case Field::Lag:
                time(text, sample_.lag);
                break;
            case Field::Rampup:
                status_.rampup_s = std::chrono::duration<double>(
                                       parse_seconds(text).value_or(std::chrono::nanoseconds(0)))
                                       .count();
                break;
            case Field::Cannons:
                status_.cannons = parse_count(text);
                break;
            case Field::LastSeq:
                has_last_seq_ = true;
                break;
            default:
                break;
        }
    }

    // Always true: the field was there; a value that is no time is remembered.
    bool time(std::string_view text, std::chrono::nanoseconds& into) {
        const auto value = parse_seconds(text);
        if (value)
            into = *value;
        else
            bad_number_ = true;
        return true;
    }

    void nested_number(std::string_view text) {
        if (field_ == Field::Counts && depth_ == 2) {
            has_status_ = true;
            if (!status_.counts) status_.counts.emplace();
            if (auto* count = count_of(*status_.counts, key_)) *count = parse_count(text);
        } else if (field_ == Field::Timers && (depth_ == 2 || (depth_ == 3 && in_list_))) {
            timer(text);
        }
    }

    void timer(std::string_view text) {
        const auto value = parse_seconds(text);
        if (!value || key_.empty() || block_->pending_timers() >= kMaxTimers) {
            ++bad_timers_;
            return;
        }
        block_->add_timer(intern(key_, kMaxNameBytes), *value);
    }

    NameId intern(std::string_view name, std::size_t max_bytes) {
        return is_clean(name, max_bytes) ? block_->intern(name)
                                         : block_->intern(sanitized(name, max_bytes));
    }

    void append() {
        sample_.turret = intern(turret_name_.empty() ? kNoName : turret_name_, kMaxNameBytes);
        sample_.turret_uuid = intern(turret_uuid_, kMaxNameBytes);
        if (is_clean(error_, kMaxErrorBytes))
            block_->append(sample_, error_);
        else
            block_->append(sample_, sanitized(error_, kMaxErrorBytes));
    }

    SampleBlock* block_ = nullptr;
    int depth_ = 0;
    Field field_ = Field::Other;
    std::string_view key_;
    Sample sample_;
    bool elapsed_ = false, epoch_ = false, service_ = false, bad_number_ = false;
    bool is_status_ = false;
    bool has_status_ = false;  // a field of status_ was written
    bool has_last_seq_ = false;
    bool in_list_ = false;  // inside the list of a repeated custom timer
    std::string_view turret_name_, turret_uuid_, error_;
};

Decoder::Decoder() : handler_(std::make_unique<Handler>()) {}
Decoder::~Decoder() = default;

MessageKind Decoder::decode(std::string_view message, SampleBlock& block) {
    handler_->begin(block);
    if (message.empty()) return handler_->reject(Rejection::Empty);
    if (message.size() > kMaxJsonBytes) return handler_->reject(Rejection::TooLong);
    buffer_.assign(message.data(),
                   message.size());  // in-situ parsing needs its own bytes and a NUL
    rapidjson::InsituStringStream stream(buffer_.data());
    rapidjson::Reader reader;
    constexpr unsigned kFlags = rapidjson::kParseInsituFlag |
                                rapidjson::kParseNumbersAsStringsFlag |
                                rapidjson::kParseNanAndInfFlag;
    const bool parsed =
        !reader.Parse<kFlags>(stream, *handler_).IsError() && stream.Tell() == message.size();
    const MessageKind kind = handler_->finish(parsed);
    handler_->note_sender();
    return kind;
}

const TurretStatus& Decoder::status() const noexcept {
    return handler_->status_;
}
Rejection Decoder::reason() const noexcept {
    return handler_->reason_;
}
std::uint64_t Decoder::bad_timers() const noexcept {
    return handler_->bad_timers_;
}
std::string_view Decoder::sender() const noexcept {
    return handler_->sender_;
}

}  // namespace oct::wire
