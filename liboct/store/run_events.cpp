// Rows of `event` and `bad_value`, both ways.
#include "store/run_events.hpp"

#include <string_view>

namespace oct::store {
namespace {

constexpr std::string_view kAborted = "aborted";
constexpr std::string_view kClockStep = "clock step";
constexpr std::string_view kEnd = "end";
constexpr std::string_view kStoppedBy = "stopped by";
constexpr std::string_view kDrainPassed = "drain passed";
constexpr std::string_view kStopLate = "stop late";
constexpr std::string_view kHookFailed = "hook failed";

RunEnd end_of(std::string_view word) {
    for (const RunEnd end :
         {RunEnd::Fulfilled, RunEnd::Interrupted, RunEnd::Limit, RunEnd::NoTurretLeft})
        if (to_string(end) == word) return end;
    return RunEnd::TimeOver;
}

void read_bad_values(const Database& database, measure::RunEvents& events) {
    Statement row =
        database.prepare("SELECT timer, count FROM bad_value ORDER BY count DESC, timer");
    while (row.step()) {
        auto& [timer, count] = events.bad_values.emplace_back();
        row.read(timer, count);
    }
}

}  // namespace

void write_events(Database& database, const measure::RunEvents& events) {
    database.execute("DELETE FROM event");  // a retry writes all of them again
    Statement insert =
        database.prepare("INSERT INTO event (kind, at_s, size_s, text) VALUES (?, ?, ?, ?)");
    for (const ClockStep& step : events.clock_steps)
        insert.bind(kClockStep, step.at, step.size, "").run();
    if (!events.aborted_by.empty()) insert.bind(kAborted, 0.0, 0.0, events.aborted_by).run();
    if (!events.stopped_by.empty()) insert.bind(kStoppedBy, 0.0, 0.0, events.stopped_by).run();
    if (events.drain_passed) insert.bind(kDrainPassed, 0.0, 0.0, "").run();
    if (events.stop_late.count() != 0) insert.bind(kStopLate, 0.0, events.stop_late, "").run();
    for (const std::string& failure : events.hook_failures)
        insert.bind(kHookFailed, 0.0, 0.0, failure).run();
    insert.bind(kEnd, 0.0, 0.0, to_string(events.end)).run();
    Statement bad =
        database.prepare("INSERT OR REPLACE INTO bad_value (timer, count) VALUES (?, ?)");
    for (const auto& [timer, count] : events.bad_values) bad.bind(timer, count).run();
}

measure::RunEvents read_events(const Database& database) {
    measure::RunEvents events;
    if (!database.has_table("event")) return events;
    if (database.has_table("bad_value")) read_bad_values(database, events);
    Statement row = database.prepare("SELECT kind, at_s, size_s, text FROM event ORDER BY id");
    while (row.step()) {
        std::string_view kind;
        std::string_view text;
        ClockStep step;
        row.read(kind, step.at, step.size, text);
        if (kind == kClockStep) events.clock_steps.push_back(step);
        if (kind == kAborted) {
            events.aborted_by = text;
            events.end = RunEnd::Limit;  // a database of 0.1.0 says no more; ours does below
        }
        if (kind == kEnd) events.end = end_of(text);
        if (kind == kStoppedBy) events.stopped_by = text;
        if (kind == kDrainPassed) events.drain_passed = true;
        if (kind == kStopLate) events.stop_late = step.size;
        if (kind == kHookFailed) events.hook_failures.emplace_back(text);
    }
    return events;
}

}  // namespace oct::store
