// Log lines on stderr: [2015-12-21 18:02:09,295: INFO | oct.turret] starting turret
#pragma once

#include <oct/log.hpp>

#include <string>

namespace oct::apps {

/// The line as it is written, without its end, at the current time.
[[nodiscard]] std::string log_line(LogLevel level, std::string_view component,
                                   std::string_view message);

/// Writes every line from `lowest` on to stderr.
///
/// Threading:  shared: each line is one write.
class StreamLog final : public LogSink {
public:
    explicit StreamLog(LogLevel lowest) : lowest_(lowest) {}
    void write(LogLevel level, std::string_view component, std::string_view message) override;

private:
    LogLevel lowest_;
};

}  // namespace oct::apps
