// Times and durations for people, and in names of folders.
#include "base/time_text.hpp"

#include <oct/clock.hpp>

#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <string_view>
#include <utility>

namespace oct {
namespace {

std::tm local(WallTime time) {
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch() / std::chrono::seconds(1);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    return parts;
}

}  // namespace

std::string base::folder_time_text(WallTime time) {
    const std::tm t = local(time);
    const auto rest = time - std::chrono::floor<std::chrono::seconds>(time);
    return fmt::format("{:04}.{:02}.{:02}_{:02}.{:02}.{:02}_{:06}", t.tm_year + 1900, t.tm_mon + 1,
                       t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, rest.count() / 1000);
}

std::string local_time_text(WallTime time) {
    const std::tm t = local(time);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.tm_year + 1900, t.tm_mon + 1,
                       t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

std::string duration_text(std::chrono::nanoseconds duration) {
    const auto ns = static_cast<double>(duration.count());
    const double size = std::abs(ns);
    const auto [unit, name] = size < 999.5     ? std::pair(1.0, "ns")
                              : size < 999.5e3 ? std::pair(1e3, "µs")
                              : size < 999.5e6 ? std::pair(1e6, "ms")
                                               : std::pair(1e9, "s");
    const double value = ns / unit;
    const double digits = std::abs(value);
    return fmt::format("{:.{}f} {}", value,
                       name == std::string_view("ns") ? 0
                       : digits < 9.995               ? 2
                       : digits < 99.95               ? 1
                                                      : 0,
                       name);
}

}  // namespace oct
