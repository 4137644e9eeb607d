// Log lines with a name in front, and a limit for those that could come a million times.
#pragma once

#include <oct/clock.hpp>
#include <oct/log.hpp>
#include <oct/sample.hpp>

#include "base/text.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace oct::base {

/// A component's voice: sanitizes and passes on.
///
/// Threading:  value; as safe as its sink.
class Log {
public:
    Log(LogSink& sink, std::string_view component) : sink_(&sink), component_(component) {}

    void info(std::string_view message) const { write(LogLevel::Info, message); }
    void warning(std::string_view message) const { write(LogLevel::Warning, message); }
    void error(std::string_view message) const { write(LogLevel::Error, message); }

private:
    void write(LogLevel level, std::string_view message) const {
        sink_->write(level, component_, base::sanitized(message, kMaxErrorBytes));
    }

    LogSink* sink_;
    std::string_view component_;
};

/// Lets one line through per period and counts the others.
///
/// Threading:  confined.
class LogLimit {
public:
    explicit LogLimit(std::chrono::nanoseconds period) : period_(period) {}

    /// True when a line may be written now; `suppressed()` then says how many were not.
    bool allow(SteadyTime now) {
        if (last_ != SteadyTime{} && now - last_ < period_) {
            ++held_;
            return false;
        }
        last_ = now;
        suppressed_ = held_;
        held_ = 0;
        return true;
    }
    [[nodiscard]] std::uint64_t suppressed() const noexcept { return suppressed_; }

private:
    std::chrono::nanoseconds period_;
    SteadyTime last_{};
    std::uint64_t held_ = 0;
    std::uint64_t suppressed_ = 0;
};

}  // namespace oct::base
