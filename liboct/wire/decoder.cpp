// RapidJSON's SAX reader in situ: no document, no recursion beyond the cap, numbers kept as text so
// that times stay exact.
#include "wire/decoder.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"
#include "wire/batch_format.hpp"
#include "wire/number.hpp"
#include "wire/status_reader.hpp"

#include <rapidjson/reader.h>

#include <optional>
#include <utility>
#include <vector>

namespace oct::wire {
namespace {

constexpr int kMaxDepth = 8;

}  // namespace

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
        status_.begin();
    }

    MessageKind finish(bool parsed) {
        if (!parsed) return reject(reason_ == Rejection::None ? Rejection::NotJson : reason_);
        if (status_.is_status() && !service_) {
            block_->discard_timers();
            if (status_.status().uuid.empty()) return reject(Rejection::MissingField);
            status_.finish();
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
        if (depth_ == 1 && field_ == Field::Warmup) sample_.in_warmup = value;
        if (depth_ == 2 && field_ >= Field::Turret && !key_.empty())
            status_.nested_bool(field_, key_, value);
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
        if (depth_ == 1) {
            field_ = field_of({text, size});
            key_ = {};  // a list has no keys, not even those of an earlier field or message
        }
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
    StatusReader status_;
    Rejection reason_ = Rejection::None;
    std::uint64_t bad_timers_ = 0;
    std::string sender_;

    void note_sender() {
        const std::string_view uuid = turret_uuid_.empty() ? status_.status().uuid : turret_uuid_;
        if (uuid != sender_) sender_ = base::sanitized(uuid, kMaxNameBytes);
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
            default:
                status_.string(field_, text);
                break;
        }
    }

    void number(std::string_view text) {
        if (depth_ > 1) {
            nested_number(text);
            return;
        }
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
            default:
                status_.number(field_, text);
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
        if (depth_ == 2 && field_ >= Field::Turret && !key_.empty())
            status_.nested_number(field_, key_, text);
        else if (field_ == Field::Timers && (depth_ == 2 || (depth_ == 3 && in_list_)))
            timer(text);
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
        return base::is_clean(name, max_bytes) ? block_->intern(name)
                                               : block_->intern(base::sanitized(name, max_bytes));
    }

    void append() {
        sample_.turret = intern(turret_name_.empty() ? kNoName : turret_name_, kMaxNameBytes);
        sample_.turret_uuid = intern(turret_uuid_, kMaxNameBytes);
        if (base::is_clean(error_, kMaxErrorBytes))
            block_->append(sample_, error_);
        else
            block_->append(sample_, base::sanitized(error_, kMaxErrorBytes));
    }

    SampleBlock* block_ = nullptr;
    int depth_ = 0;
    Field field_ = Field::Other;
    std::string_view key_;
    Sample sample_;
    bool elapsed_ = false, epoch_ = false, service_ = false, bad_number_ = false;
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
    return handler_->status_.status();
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
