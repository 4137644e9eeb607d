// Rows of `event`, both ways.
#include "store/run_events.hpp"

namespace oct::store {
namespace {

constexpr std::string_view kAborted = "aborted";
constexpr std::string_view kClockStep = "clock step";

}  // namespace

void write_events(Database& database, const measure::RunEvents& events) {
    database.execute("DELETE FROM event");  // a retry writes all of them again
    Statement insert =
        database.prepare("INSERT INTO event (kind, at_s, size_s, text) VALUES (?, ?, ?, ?)");
    for (const ClockStep& step : events.clock_steps)
        insert.bind(kClockStep, step.at, step.size, "").run();
    if (!events.aborted_by.empty()) insert.bind(kAborted, 0.0, 0.0, events.aborted_by).run();
}

measure::RunEvents read_events(const Database& database) {
    measure::RunEvents events;
    if (!database.has_table("event")) return events;
    Statement row = database.prepare("SELECT kind, at_s, size_s, text FROM event ORDER BY id");
    while (row.step()) {
        std::string_view kind;
        std::string_view text;
        ClockStep step;
        row.read(kind, step.at, step.size, text);
        if (kind == kClockStep) events.clock_steps.push_back(step);
        if (kind == kAborted) events.aborted_by = text;
    }
    return events;
}

}  // namespace oct::store
