// Rows of `event`, both ways.
#include "store/run_events.hpp"

#include "base/seconds.hpp"

namespace oct::store {
namespace {

constexpr std::string_view kAborted = "aborted";
constexpr std::string_view kClockStep = "clock step";

}  // namespace

void write_events(Database& database, const RunEvents& events) {
    database.execute("DELETE FROM event");  // a retry writes all of them again
    Statement insert =
        database.prepare("INSERT INTO event (kind, at_s, size_s, text) VALUES (?, ?, ?, ?)");
    for (const ClockStep& step : events.clock_steps)
        insert
            .with(kClockStep, base::to_seconds(step.at), base::to_seconds(step.size),
                  std::string_view())
            .run();
    if (!events.aborted_by.empty()) insert.with(kAborted, 0.0, 0.0, events.aborted_by).run();
}

RunEvents read_events(const Database& database) {
    RunEvents events;
    if (!database.has_table("event")) return events;
    Statement row = database.prepare("SELECT kind, at_s, size_s, text FROM event ORDER BY id");
    const auto time = [&](int column) {
        return base::from_seconds(row.real(column)).value_or(std::chrono::nanoseconds::zero());
    };
    while (row.step()) {
        if (row.text(0) == kClockStep) events.clock_steps.push_back({time(1), time(2)});
        if (row.text(0) == kAborted) events.aborted_by = row.text(3);
    }
    return events;
}

}  // namespace oct::store
