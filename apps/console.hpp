// What a person sees of a run: the lines of the seed document, and one live line.
#pragma once

#include <oct/hq.hpp>
#include <oct/log.hpp>
#include <oct/summary.hpp>

#include <chrono>
#include <mutex>
#include <string>

namespace oct::apps {

/// Writes to stdout; log lines go to stderr, around the live line.
///
/// Threading:  shared.
class Console final : public RunObserver, public LogSink {
public:
    /// `live`: show progress at all. `lowest`: log lines below it are not shown.
    Console(bool live, LogLevel lowest);

    void warmup() override;
    void waiting(int missing) override;
    /// On a terminal one line that is rewritten, elsewhere a plain line every 5 s.
    void progress(const Progress& now) override;
    void draining() override;
    void analyzing() override;
    void write(LogLevel level, std::string_view component, std::string_view message) override;

    void interrupted();
    void warning(const std::string& text);
    void finished(const Summary& summary);

private:
    void line(const std::string& text);
    void end_live_line();
    void turrets(const Summary& summary);

    const bool live_;
    const LogLevel lowest_;
    const bool terminal_;
    std::mutex mutex_;
    std::string shown_;  // the live line as it stands on the terminal
    std::chrono::nanoseconds next_plain_{0};
    std::chrono::steady_clock::time_point analyzing_since_{};
};

}  // namespace oct::apps
