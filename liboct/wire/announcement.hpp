// What makes protocol version 2: a key beside `command` and `msg` that version 1 peers ignore.
#pragma once

#include <oct/clock.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace oct::wire {

inline constexpr int kProtocolVersion = 2;

/// `"oct": {"v": 2, "hq": "…", "t": 1795335033.25, "elapsed": 3.2, "run_time": 60, "context": {"k":
/// 1}}`
struct Announcement {
    int version = kProtocolVersion;
    std::string hq;   ///< identity of the HQ instance, and so of the run
    WallTime time{};  ///< the HQ's clock when it sent this
    std::optional<std::chrono::nanoseconds> elapsed;   ///< in start: age of the run
    std::optional<std::chrono::nanoseconds> run_time;  ///< in start: of the run, as planned
    std::optional<std::string> context;  ///< in start: the transaction context, a JSON object
};

}  // namespace oct::wire
