// Version 1 turrets quote numbers; keys that are not known are of later versions.
#include "wire/status_reader.hpp"

#include "base/health_fields.hpp"
#include "base/text.hpp"
#include "wire/batch_format.hpp"
#include "wire/number.hpp"

#include <optional>

namespace oct::wire {
namespace {

std::uint64_t* count_of(TurretCounts& counts, std::string_view key) noexcept {
    if (key == "intended") return &counts.intended;
    if (key == "skipped") return &counts.skipped;
    if (key == "fired") return &counts.fired;
    if (key == "sent") return &counts.sent;
    if (key == "dropped") return &counts.dropped;
    if (key == "undelivered") return &counts.undelivered;
    if (key == "in_flight") return &counts.in_flight;
    if (key == "skipped_no_cannon") return &counts.skipped_no_cannon;
    if (key == "skipped_late") return &counts.skipped_late;
    if (key == "skipped_at_stop") return &counts.skipped_at_stop;
    return nullptr;
}

void set_health(TurretHealth& health, std::string_view key, std::string_view text) noexcept {
    for (const auto& [name, member] : base::kHealthTimes)
        if (name == key) health.*member = parse_seconds(text).value_or(health.*member);
    for (const auto& [name, member] : base::kHealthCounts)
        if (name == key) health.*member = parse_count(text);
}

}  // namespace

void StatusReader::begin() {
    if (written_) status_ = {};
    is_status_ = written_ = has_last_seq_ = false;
}

void StatusReader::string(Field field, std::string_view text) {
    if (field < Field::Turret) return;
    written_ = true;
    switch (field) {
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
            number(field, text);
            break;
        default:
            break;
    }
}

void StatusReader::number(Field field, std::string_view text) {
    if (field < Field::Turret) return;
    written_ = true;
    if (field == Field::Rampup)
        status_.rampup_s =
            std::chrono::duration<double>(parse_seconds(text).value_or(std::chrono::nanoseconds(0)))
                .count();
    if (field == Field::Cannons) status_.cannons = parse_count(text);
    if (field == Field::LastSeq) has_last_seq_ = true;
}

void StatusReader::nested_number(Field field, std::string_view key, std::string_view text) {
    written_ = true;
    if (field == Field::Counts) {
        if (!status_.counts) status_.counts.emplace();
        if (auto* count = count_of(*status_.counts, key)) *count = parse_count(text);
    } else if (field == Field::Health) {
        if (!status_.health) status_.health.emplace();
        set_health(*status_.health, key, text);
    }
}

}  // namespace oct::wire
