// Messages from a turret to the HQ, one JSON object each.
//
//     result = {"turret_name", "elapsed", "epoch", "scriptrun_time", "error", "custom_timers"}
//     status = {"turret", "status", "uuid", "rampup", "script", "cannons"}
//
// Version 2 adds keys and may only be spoken after the HQ's announcement, because the original HQ
// fails on a key that it does not know: "lag", "warmup" and "turret_uuid" in results; "class",
// "planned_cannons", "load", "reason", "remarks", "hq", "counts", "work", "health" and "last_seq"
// in statuses.
#pragma once

#include <oct/sample.hpp>
#include <oct/turret_status.hpp>

#include <string>

namespace oct::wire {

/// Writes the results of one turret.
///
/// Threading:  confined.
class ResultEncoder {
public:
    ResultEncoder(std::string_view turret_name, std::string_view turret_uuid);

    /// Version 2 from now on (or not).
    void announce(bool version2) noexcept { version2_ = version2; }

    /// The message of one sample of `block`; valid until the next call.
    std::string_view encode(const SampleBlock& block, const Sample& sample);

private:
    void append_timers(const SampleBlock& block, const Sample& sample);

    std::string name_;  // {"turret_name":"…"
    std::string uuid_;  // ,"turret_uuid":"…": early, so that a result cut short has a sender
    std::string message_;
    bool version2_ = false;
};

/// The message of a status; `version2` as above.
[[nodiscard]] std::string encode_status(const TurretStatus& status, bool version2);

}  // namespace oct::wire
