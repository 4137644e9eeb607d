// Where the library's messages go: liboct itself never prints.
#pragma once

#include <oct/export.hpp>

#include <string_view>

namespace oct {

enum class LogLevel { Debug, Info, Warning, Error };

/// The word for a level as it stands in a log line: DEBUG, INFO, WARNING, ERROR.
[[nodiscard]] OCT_EXPORT std::string_view to_string(LogLevel level) noexcept;

/// Receives the library's messages, one line each, without a line end and free of control bytes.
///
/// Errors:     write() does not throw: what it throws comes out where the library spoke.
/// Threading:  shared; write() is called from any thread of the library, never per transaction.
/// Ownership:  whoever passes a sink keeps it alive until the object that got it is gone.
class OCT_EXPORT LogSink {
public:
    virtual ~LogSink() = default;

    /// component: who speaks, e.g. "oct.turret" or "oct.hq".
    virtual void write(LogLevel level, std::string_view component, std::string_view message) = 0;

    /// A sink that drops everything: the default of every class that takes one.
    static LogSink& none() noexcept;
};

}  // namespace oct
