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

// Mostly it is the same text as before.
void set_clean(std::string& into, std::string_view text) {
    if (into != text) into = base::sanitized(text, kMaxNameBytes);
}

}  // namespace

/// Collects the fields of one message; timers go straight into the block.
class Decoder::Handler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Decoder::Handler> {
public:
    void begin(SampleBlock& block) {
        block_ = &block;
        rules_.discard(block);
        reason_ = Rejection::None;
        depth_ = 0;
        sample_ = {};
        times_ = {};
        elapsed_ = epoch_ = service_ = false;
        turret_name_ = turret_uuid_ = error_ = {};
        in_list_ = false;
        status_.begin();
    }

    MessageKind finish(bool parsed) {
        if (!parsed) return reject(reason_ == Rejection::None ? Rejection::NotJson : reason_);
        if (status_.is_status() && !service_) {
            rules_.discard(*block_);
            if (status_.status().uuid.empty()) return reject(Rejection::MissingField);
            status_.finish();
            return MessageKind::Status;
        }
        if (!elapsed_ || !epoch_ || !service_)
            return reject(elapsed_ || epoch_ || service_ ? Rejection::MissingField
                                                         : Rejection::UnknownKind);
        set_clean(name_, turret_name_);
        set_clean(uuid_, turret_uuid_);
        if (times_.elapsed && times_.epoch && times_.service && times_.lag)
            return MessageKind::Result;
        reject(Rejection::BadNumber);
        return MessageKind::BadResult;
    }

    void append(SampleBlock& block, const Sender& sender) {
        sample_.turret = block.intern(sender.name.empty() ? kNoName : sender.name);
        sample_.turret_uuid = block.intern(sender.uuid);
        if (base::is_clean(error_, kMaxErrorBytes))
            rules_.append(block, times_, sample_, error_);
        else
            rules_.append(block, times_, sample_, base::sanitized(error_, kMaxErrorBytes));
    }

    // --- SAX events
    bool Default() {  // null
        if (is_timer()) timer({});
        return value_is_no_object();
    }
    bool Bool(bool value) {
        if (is_timer()) timer({});
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
        else if (is_timer())
            timer({text, size});
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

    MessageKind reject(Rejection reason) {
        reason_ = reason;
        rules_.discard(*block_);
        return MessageKind::Rejected;
    }

    // The key of a nested value, the place of a list's values, and the rest of the decoder's state.
    StatusReader status_;
    Rejection reason_ = Rejection::None;
    ResultTimes times_;
    ValueRules rules_;
    std::string name_, uuid_;  // of the result's sender

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
            case Field::Elapsed:
            case Field::Epoch:
            case Field::Service:
            case Field::Lag:
                time(text);  // version 1 turrets quote numbers
                break;
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
        if (!time(text)) status_.number(field_, text);
    }

    // False: the field is no time of a result.
    bool time(std::string_view text) {
        switch (field_) {
            case Field::Elapsed:
                elapsed_ = true;
                times_.elapsed = parse_seconds(text);
                return true;
            case Field::Epoch:
                epoch_ = true;
                times_.epoch = parse_seconds(text);
                return true;
            case Field::Service:
                service_ = true;
                times_.service = parse_seconds(text);
                return true;
            case Field::Lag:
                times_.lag = parse_seconds(text);
                return true;
            default:
                return false;
        }
    }

    void nested_number(std::string_view text) {
        if (depth_ == 2 && field_ >= Field::Turret && key_.data() != nullptr)
            status_.nested_number(field_, key_, text);
        else if (is_timer())
            timer(text);
    }

    // A value here is one of a custom timer, alone or in its list.
    [[nodiscard]] bool is_timer() const {
        return field_ == Field::Timers && (depth_ == 2 || (depth_ == 3 && in_list_));
    }

    void timer(std::string_view text) {
        const NameId name = base::is_clean(key_, kMaxNameBytes)
                                ? block_->intern(key_)
                                : block_->intern(base::sanitized(key_, kMaxNameBytes));
        rules_.timer(*block_, name, parse_seconds(text));
    }

    SampleBlock* block_ = nullptr;
    int depth_ = 0;
    Field field_ = Field::Other;
    std::string_view key_;
    Sample sample_;
    bool elapsed_ = false, epoch_ = false, service_ = false;  // were there, whatever their values
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
    return handler_->finish(parsed);
}

void Decoder::append(SampleBlock& block, const Sender& sender) {
    handler_->append(block, sender);
}

const TurretStatus& Decoder::status() const noexcept {
    return handler_->status_.status();
}
Rejection Decoder::reason() const noexcept {
    return handler_->reason_;
}
Sender Decoder::sender() const noexcept {
    return {handler_->name_, handler_->uuid_};
}
const ResultTimes& Decoder::times() const noexcept {
    return handler_->times_;
}
const LeftOut& Decoder::bad_values() const noexcept {
    return handler_->rules_.bad_values();
}

}  // namespace oct::wire
