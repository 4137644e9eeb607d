// Keeps log lines for checks.
#pragma once

#include <oct/log.hpp>

#include <mutex>
#include <string>
#include <vector>

namespace oct::testing {

class RecordingLog final : public LogSink {
public:
    void write(LogLevel level, std::string_view component, std::string_view message) override {
        const std::lock_guard lock(mutex_);
        lines_.push_back(std::string(to_string(level)) + " " + std::string(component) + " " +
                         std::string(message));
    }
    bool contains(std::string_view text) const { return lines_with(text) != 0; }
    std::size_t lines_with(std::string_view text) const {
        const std::lock_guard lock(mutex_);
        std::size_t count = 0;
        for (const auto& line : lines_) count += line.find(text) != std::string::npos ? 1 : 0;
        return count;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace oct::testing
