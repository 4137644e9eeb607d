// Version 1 turrets quote numbers; keys that are not known are of later versions.
#include "wire/status_reader.hpp"

#include <oct/sample.hpp>

#include "base/health_fields.hpp"
#include "base/text.hpp"
#include "wire/batch_format.hpp"
#include "wire/number.hpp"

#include <algorithm>
#include <optional>

namespace oct::wire {
namespace {

// Of 100,000 turrets together less than 2^63; one would need two years at a million a second.
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 46U;
// In milliseconds a million cannons for more than a year.
constexpr std::uint64_t kMaxWork = std::uint64_t{1} << 56U;
constexpr std::size_t kMostTimers = 100;  // with bad values: who sends more adds them up

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

std::uint64_t* amount_of(TurretWork& work, std::string_view key) noexcept {
    if (key == "planned") return &work.planned;
    if (key == "done") return &work.done;
    if (key == "total") return &work.total;
    if (key == "cut") return &work.cut;
    return nullptr;
}

std::uint64_t bounded_count(std::string_view text) noexcept {
    return std::min(parse_count(text), kMaxCount);
}

void set_health(TurretHealth& health, std::string_view key, std::string_view text) noexcept {
    for (const auto& [name, member] : base::kHealthTimes)
        if (name == key) health.*member = parse_seconds(text).value_or(health.*member);
    for (const auto& [name, member] : base::kHealthCounts)
        if (name == key) health.*member = bounded_count(text);
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
            status_.name = base::sanitized(text, kMaxNameBytes);
            break;
        case Field::Status:
            is_status_ = true;
            status_.status = base::sanitized(text, kMaxNameBytes);
            break;
        case Field::Uuid:
            status_.uuid = base::sanitized(text, kMaxNameBytes);
            break;
        case Field::Script:
            status_.script = base::sanitized(text, kMaxNameBytes);
            break;
        case Field::Class:
            status_.of_class = base::sanitized(text, kMaxNameBytes);
            break;
        case Field::Load:
            status_.load = base::sanitized(text, kMaxErrorBytes);
            break;
        case Field::Reason:
            status_.reason = base::sanitized(text, kMaxErrorBytes);
            break;
        case Field::Remarks:
            status_.remarks = base::sanitized(text, kMaxErrorBytes);
            break;
        case Field::Hq:
            status_.hq = base::sanitized(text, kMaxNameBytes);
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
        status_.rampup = parse_seconds(text).value_or(std::chrono::nanoseconds(0));
    if (field == Field::Cannons) status_.cannons = bounded_count(text);
    if (field == Field::PlannedCannons) status_.planned_cannons = bounded_count(text);
    if (field == Field::LastSeq) has_last_seq_ = true;
}

void StatusReader::nested_number(Field field, std::string_view key, std::string_view text) {
    written_ = true;
    if (field == Field::Counts) {
        if (!status_.counts) status_.counts.emplace();
        if (auto* count = count_of(*status_.counts, key)) *count = bounded_count(text);
    } else if (field == Field::Work) {
        if (!status_.work) status_.work.emplace();
        if (auto* amount = amount_of(*status_.work, key))
            *amount = std::min(parse_count(text), kMaxWork);
    } else if (field == Field::Health) {
        if (!status_.health) status_.health.emplace();
        set_health(*status_.health, key, text);
    } else if (field == Field::BadValues && status_.bad_values.size() < kMostTimers) {
        status_.bad_values.emplace_back(base::sanitized(key, kMaxNameBytes), bounded_count(text));
    }
}

void StatusReader::nested_bool(Field field, std::string_view key, bool value) {
    if (field != Field::Work || key != "open") return;
    written_ = true;
    if (!status_.work) status_.work.emplace();
    status_.work->open = value;
}

// What was planned is not less than what was done of it.
void StatusReader::finish() {
    status_.last_word = status_.counts && has_last_seq_;
    if (!status_.work) return;
    TurretWork& work = *status_.work;
    work.total = std::max(work.total, work.planned);
    work.done = std::min(work.done, work.planned);
}

}  // namespace oct::wire
