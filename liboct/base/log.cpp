// The words of the log levels, and the sink that drops everything.
#include <oct/log.hpp>

namespace oct {
namespace {

class NoLog final : public LogSink {
public:
    void write(LogLevel, std::string_view, std::string_view) override {}
};

}  // namespace

std::string_view to_string(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::Debug:
            return "DEBUG";
        case LogLevel::Info:
            return "INFO";
        case LogLevel::Warning:
            return "WARNING";
        case LogLevel::Error:
            return "ERROR";
    }
    return "?";
}

LogSink& LogSink::none() noexcept {
    static NoLog sink;
    return sink;
}

}  // namespace oct
