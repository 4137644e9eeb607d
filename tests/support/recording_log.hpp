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
    bool contains(std::string_view text) const {
        const std::lock_guard lock(mutex_);
        for (const auto& line : lines_)
            if (line.find(text) != std::string::npos) return true;
        return false;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace oct::testing
