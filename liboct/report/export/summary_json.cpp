// Summary as JSON: what is of the whole run.
#include "report/export/summary_json.hpp"

#include "base/seconds.hpp"

namespace oct {
namespace report {

void put(Writer& out, const OwnCost& cost) {
    out.StartObject();
    put(out, "transaction", cost.transaction);
    put(out, "timer", cost.timer);
    put(out, "of_p50", cost.of_p50.value / 100);
    out.EndObject();
}

void put(Writer& out, const ErrorCount& error) {
    out.StartObject();
    put(out, "message", error.message);
    put(out, "count", error.count);
    put(out, "first", error.first);
    put(out, "last", error.last);
    put(out, "turret", error.turret);
    out.EndObject();
}

void put(Writer& out, const ClockStep& step) {
    out.StartObject();
    put(out, "at", step.at);
    put(out, "size", step.size);
    out.EndObject();
}

namespace {

void put_times(Writer& out, const Summary& summary) {
    const bool begun = summary.measurement != Measurement::NotBegun;
    const auto moment = [&](const char* name, WallTime time) {
        put(out, name, begun ? std::optional(base::to_seconds(time)) : std::nullopt);
    };
    put(out, "measurement", std::string(to_string(summary.measurement)));
    moment("started", summary.started);
    moment("finished", summary.finished);
    put(out, "run_time", summary.run_time);
    put(out, "measured_from", summary.measured_from);
    put(out, "measured_time", summary.measured_time());
    put(out, "measured_to", summary.measured_to);
    put(out, "planned_time", summary.planned_time);
    put(out, "interval", summary.interval);
}

void put_bad_values(Writer& out, const std::vector<std::pair<std::string, std::uint64_t>>& values) {
    key(out, "bad_values");
    out.StartArray();
    for (const auto& [timer, count] : values) {
        out.StartObject();
        put(out, "timer", timer);
        put(out, "count", count);
        out.EndObject();
    }
    out.EndArray();
}

void put_end(Writer& out, const Summary& summary) {
    put(out, "end", std::string(to_string(summary.end)));
    put(out, "stopped_by", summary.stopped_by);
    put(out, "aborted_by", summary.aborted_by);
    put(out, "drain_passed", summary.drain_passed);
    put(out, "stop_late", summary.stop_late);
    put(out, "interrupted", summary.interrupted);
    put(out, "complete", summary.measurement == Measurement::Whole);
}

void put_counts(Writer& out, const Summary& summary) {
    put(out, "mixed", summary.mixed);
    put(out, "transactions", summary.transactions);
    put(out, "rate", summary.rate);
    put(out, "timers", summary.timers);
    put(out, "errors", summary.errors);
    put(out, "warmup", summary.warmup_results);
    key(out, "ledger"), put(out, summary.ledger);
    put(out, "verified", summary.verified);
    put(out, "unstored", summary.unstored);
    put(out, "unattributed", summary.unattributed);
    put(out, "nameless", summary.nameless);
}

}  // namespace
}  // namespace report

std::string Summary::to_json() const {
    using report::key, report::put, report::put_list;
    base::JsonBuffer buffer;
    report::Writer out(buffer);
    out.StartObject();
    put(out, "schema", std::uint64_t{kSummarySchema});
    put(out, "outcome", std::string(to_string(outcome)));
    put(out, "headline", headline);
    put(out, "oct_version", oct_version);
    report::put_times(out, *this);
    report::put_end(out, *this);
    report::put_counts(out, *this);
    report::put_verdict(out, verdict);
    put(out, "plan", plan);
    put(out, "limits_met", limits_met());
    put_list(out, "limits", limits);
    put_list(out, "clock_steps", clock_steps);
    put_list(out, "hook_failures", hook_failures);
    report::put_bad_values(out, bad_values);
    put_list(out, "turrets", turrets);
    put_list(out, "sections", sections);
    put_list(out, "classes", classes);
    put_list(out, "responses", responses);
    if (lag.statistics.count != 0) key(out, "lag"), put(out, lag);
    if (own_cost) key(out, "own_cost"), put(out, *own_cost);
    put_list(out, "error_messages", error_messages);
    put(out, "report", report);
    put(out, "database", database);
    put(out, "report_failure", report_failure);
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace oct
