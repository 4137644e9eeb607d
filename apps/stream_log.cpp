// The form of the original's log lines, in local time.
#include "stream_log.hpp"

#include "terminal.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace oct::apps {

std::string log_line(LogLevel level, std::string_view component, std::string_view message) {
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    const auto since = now.time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count() % 1000;
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char time[64];
    std::strftime(time, sizeof time, "%Y-%m-%d %H:%M:%S", &parts);
    char head[96];
    std::snprintf(head, sizeof head, "[%s,%03d: ", time, static_cast<int>(ms));
    std::string line = head;
    line.append(to_string(level))
        .append(" | ")
        .append(component)
        .append("] ")
        .append(printable(message));
    return line;
}

void StreamLog::write(LogLevel level, std::string_view component, std::string_view message) {
    if (level < lowest_) return;
    std::fputs((log_line(level, component, message) + "\n").c_str(), stderr);
}

}  // namespace oct::apps
