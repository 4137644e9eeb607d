// Written by hand: formatting numbers is most of the cost of a JSON result.
#include "wire/encoder.hpp"

#include <oct/sample.hpp>

#include "base/health_fields.hpp"
#include "base/json.hpp"
#include "base/seconds.hpp"
#include "base/text.hpp"
#include "wire/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace oct::wire {

ResultEncoder::ResultEncoder(std::string_view turret_name, std::string_view turret_uuid) {
    name_ = "{\"turret_name\":";
    base::append_json_string(name_, turret_name);
    uuid_ = ",\"turret_uuid\":";
    base::append_json_string(uuid_, turret_uuid);
}

std::string_view ResultEncoder::encode(const SampleBlock& block, const Sample& sample) {
    message_.assign(name_);
    if (version2_) message_ += uuid_;
    message_ += ",\"elapsed\":";
    append_seconds(message_, sample.elapsed);
    message_ += ",\"epoch\":";
    append_seconds(message_, sample.epoch.time_since_epoch());
    message_ += ",\"scriptrun_time\":";
    append_seconds(message_, sample.service);
    if (sample.failed()) {
        message_ += ",\"error\":";
        base::append_json_string(message_, block.error(sample));
    } else {
        message_ += ",\"error\":\"\"";
    }
    append_timers(block, sample);
    if (version2_) {
        message_ += ",\"lag\":";
        append_seconds(message_, sample.lag);
        if (sample.in_warmup) message_ += ",\"warmup\":true";
    }
    message_ += '}';
    return message_;
}

// A name that occurs once has a number, one that occurs again has a list at its first place.
void ResultEncoder::append_timers(const SampleBlock& block, const Sample& sample) {
    message_ += ",\"custom_timers\":{";
    const auto timers = block.timers(sample);
    bool first = true;
    for (auto timer = timers.begin(); timer != timers.end(); ++timer) {
        const auto same = [&](const TimerValue& other) { return other.name == timer->name; };
        if (std::any_of(timers.begin(), timer, same)) continue;
        if (!first) message_ += ',';
        first = false;
        base::append_json_string(message_, block.name(timer->name));
        message_ += ':';
        const bool again = std::any_of(timer + 1, timers.end(), same);
        if (again) message_ += '[';
        append_seconds(message_, timer->value);
        if (!again) continue;
        for (auto other = timer + 1; other != timers.end(); ++other) {
            if (!same(*other)) continue;
            message_ += ',';
            append_seconds(message_, other->value);
        }
        message_ += ']';
    }
    message_ += '}';
}

namespace {

void append_health(std::string& message, const TurretHealth& health) {
    message += ",\"health\":{";
    for (const auto& [name, member] : base::kHealthTimes) {
        message += fmt::format("\"{}\":", name);
        append_seconds(message, health.*member);
        message += ',';
    }
    for (const auto& [name, member] : base::kHealthCounts)
        message += fmt::format("\"{}\":{},", name, health.*member);
    message.back() = '}';
}

void append_bad_values(std::string& message, const TurretStatus& status) {
    if (status.bad_values.empty()) return;
    message += ",\"bad_values\":{";
    for (const auto& [timer, count] : status.bad_values) {
        base::append_json_string(message, timer);
        message += fmt::format(":{},", count);
    }
    message.back() = '}';
}

void append_work(std::string& message, const TurretWork& work) {
    message +=
        fmt::format(",\"work\":{{\"open\":{},\"planned\":{},\"done\":{},\"total\":{},\"cut\":{}}}",
                    work.open, work.planned, work.done, work.total, work.cut);
}

void append_text(std::string& message, std::string_view key, std::string_view text) {
    if (text.empty()) return;
    message += fmt::format(",\"{}\":", key);
    base::append_json_string(message, text);
}

void append_plan(std::string& message, const TurretStatus& status) {
    append_text(message, "class", status.of_class);
    if (status.planned_cannons != 0)
        message += fmt::format(",\"planned_cannons\":{}", status.planned_cannons);
    append_text(message, "load", status.load);
    append_text(message, "reason", base::sanitized(status.reason, kMaxErrorBytes));
    append_text(message, "remarks", base::sanitized(status.remarks, kMaxErrorBytes));
}

void append_run(std::string& message, const TurretStatus& status) {
    const TurretCounts& c = *status.counts;
    message += ",\"hq\":";
    base::append_json_string(message, status.hq);
    message += fmt::format(
        ",\"counts\":{{\"intended\":{},\"skipped\":{},\"fired\":{},\"sent\":{},\"dropped\":{},"
        "\"undelivered\":{},\"in_flight\":{},\"skipped_no_cannon\":{},\"skipped_late\":{},"
        "\"skipped_at_stop\":{}}}",
        c.intended, c.skipped, c.fired, c.sent, c.dropped, c.undelivered, c.in_flight,
        c.skipped_no_cannon, c.skipped_late, c.skipped_at_stop);
    if (status.work) append_work(message, *status.work);
    if (status.health) append_health(message, *status.health);
    append_bad_values(message, status);
    if (status.last_word) message += fmt::format(",\"last_seq\":{}", c.sent);
}

}  // namespace

std::string encode_status(const TurretStatus& status, bool version2) {
    std::string message = "{\"turret\":";
    base::append_json_string(message, status.name);
    message += ",\"status\":";
    base::append_json_string(message, status.status);
    message += ",\"uuid\":";
    base::append_json_string(message, status.uuid);
    message += fmt::format(",\"rampup\":{:g},\"script\":", base::to_seconds(status.rampup));
    base::append_json_string(message, status.script);
    message += fmt::format(",\"cannons\":{}", status.cannons);
    if (version2) append_plan(message, status);
    if (version2 && status.counts) append_run(message, status);
    return message += '}';
}

}  // namespace oct::wire
