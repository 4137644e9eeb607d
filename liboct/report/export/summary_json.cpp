// Summary as JSON, and finding a timer in it.
#include <oct/summary.hpp>

#include "base/health_fields.hpp"
#include "base/quantity.hpp"
#include "base/seconds.hpp"
#include "base/text.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

namespace oct {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void key(Writer& out, const char* name) {
    out.Key(name);
}
void put(Writer& out, const char* name, std::uint64_t value) {
    key(out, name), out.Uint64(value);
}
void put(Writer& out, const char* name, bool value) {
    key(out, name), out.Bool(value);
}
// JSON has no infinity and no NaN; a database that others wrote may have both.
void put(Writer& out, double value) {
    if (std::isfinite(value))
        out.Double(value);
    else
        out.Null();
}
void put(Writer& out, const char* name, double value) {
    key(out, name), put(out, value);
}
void put(Writer& out, const char* name, std::chrono::nanoseconds value) {
    put(out, name, base::to_seconds(value));
}
void put(Writer& out, const char* name, WallTime value) {
    put(out, name, base::to_seconds(value.time_since_epoch()));
}
void put(Writer& out, const std::string& value) {
    // JSON is UTF-8, the path of a file need not be.
    const std::string text = base::sanitized(value, std::string::npos);
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void put(Writer& out, const char* name, const std::string& value) {
    key(out, name), put(out, value);
}

void put(Writer& out, const Ledger& ledger) {
    out.StartObject();
    put(out, "intended", ledger.intended);
    put(out, "skipped", ledger.skipped);
    put(out, "fired", ledger.fired);
    put(out, "stored", ledger.stored);
    put(out, "rejected", ledger.rejected);
    put(out, "dropped", ledger.dropped);
    put(out, "undelivered", ledger.undelivered);
    put(out, "in_flight", ledger.in_flight);
    put(out, "skipped_no_cannon", ledger.skipped_no_cannon);
    put(out, "skipped_late", ledger.skipped_late);
    put(out, "skipped_at_stop", ledger.skipped_at_stop);
    put(out, "completed", ledger.completed);
    put(out, "failed", ledger.failed);
    key(out, "missing"), out.Int64(ledger.missing());
    put(out, "balances", ledger.balances());
    out.EndObject();
}

void put(Writer& out, const Statistics& statistics) {
    put(out, "count", statistics.count);
    put(out, "min", statistics.min);
    put(out, "mean", statistics.mean);
    put(out, "p50", statistics.p50);
    put(out, "p80", statistics.p80);
    put(out, "p90", statistics.p90);
    put(out, "p95", statistics.p95);
    put(out, "p99", statistics.p99);
    put(out, "p999", statistics.p999);
    put(out, "p9999", statistics.p9999);
    put(out, "max", statistics.max);
    put(out, "stdev", statistics.stdev);
}

void put(Writer& out, const TurretHealth& health) {
    out.StartObject();
    for (const auto& [name, member] : base::kHealthTimes) put(out, name.data(), health.*member);
    for (const auto& [name, member] : base::kHealthCounts) put(out, name.data(), health.*member);
    out.EndObject();
}

void put(Writer& out, const OwnCost& cost) {
    out.StartObject();
    put(out, "transaction", cost.transaction);
    put(out, "timer", cost.timer);
    put(out, "of_p50", cost.of_p50.value / 100);
    out.EndObject();
}

void put(Writer& out, const TurretWork& work) {
    out.StartObject();
    put(out, "open", work.open);
    put(out, "planned", work.planned);
    put(out, "done", work.done);
    put(out, "total", work.total);
    put(out, "cut", work.cut);
    out.EndObject();
}

void put(Writer& out, const TurretSummary& turret) {
    out.StartObject();
    put(out, "name", turret.name);
    put(out, "uuid", turret.uuid);
    put(out, "class", turret.class_name());
    put(out, "cannons", turret.cannons);
    put(out, "planned_cannons", turret.planned_cannons);
    put(out, "script", turret.script);
    put(out, "rampup", base::to_seconds(turret.rampup));
    put(out, "load", turret.load);
    put(out, "status", turret.status);
    put(out, "reason", turret.reason);
    put(out, "remarks", turret.remarks);
    put(out, "updated", turret.updated);
    if (turret.lost) put(out, "lost", *turret.lost);
    if (turret.left) put(out, "left", *turret.left);
    if (!turret.end.empty()) put(out, "end", turret.end);
    if (turret.work) key(out, "work"), put(out, *turret.work);
    put(out, "received", turret.received);
    put(out, "rejected", turret.rejected);
    put(out, "verified", turret.verified);
    key(out, "ledger"), put(out, turret.ledger);
    if (turret.health) key(out, "health"), put(out, *turret.health);
    if (turret.first_result) put(out, "first_result", *turret.first_result);
    if (turret.responses) put(out, "responses", *turret.responses);
    if (turret.last_result) put(out, "last_result", *turret.last_result);
    out.EndObject();
}

void put(Writer& out, const char* name, std::optional<double> value) {
    key(out, name);
    if (value)
        put(out, *value);
    else
        out.Null();
}

void put(Writer& out, const char* name, const Statistics& statistics) {
    key(out, name), out.StartObject();
    put(out, statistics);
    out.EndObject();
}

void put(Writer& out, const Section& section) {
    out.StartObject();
    put(out, "name", section.name);
    put(out, "class", section.of_class);
    put(out, section.statistics);
    put(out, "rate", section.rate);
    put(out, "errors", section.errors);
    put(out, "failed_rate", section.failed_rate);
    put(out, "after_stop", section.after_stop);
    put(out, "failed", section.failed);
    put(out, "all", section.all);
    key(out, "intervals"), out.StartArray();
    for (const Interval& interval : section.intervals) {
        out.StartObject();
        put(out, "from", interval.from);
        put(out, "length", interval.length);
        put(out, interval.statistics);
        put(out, "errors", interval.errors);
        out.EndObject();
    }
    out.EndArray();
    out.EndObject();
}

template <typename Values>
void put_list(Writer& out, const char* name, const Values& values);

void put(Writer& out, const ClassSummary& one) {
    out.StartObject();
    put(out, "name", one.name);
    put_list(out, "sections", one.sections);
    out.EndObject();
}

void put(Writer& out, const Shortfall& shortfall) {
    out.StartObject();
    put(out, "code", shortfall.code);
    put(out, "text", shortfall.text);
    put(out, "breaks", shortfall.breaks);
    out.EndObject();
}

void put(Writer& out, const char* name, const Fulfilment& plan) {
    key(out, name), out.StartObject();
    put(out, "answer", std::string(to_string(plan)));
    put(out, "text", plan.text);
    put(out, "planned_turrets", plan.planned_turrets);
    put(out, "turrets", plan.turrets);
    put(out, "planned_cannons", plan.planned_cannons);
    put(out, "cannons", plan.cannons);
    put(out, "planned_cannon_seconds", plan.planned_cannon_seconds);
    put(out, "cannon_seconds", plan.cannon_seconds);
    put(out, "planned_arrivals", plan.planned_arrivals);
    put(out, "arrivals", plan.arrivals);
    put_list(out, "shortfalls", plan.shortfalls);
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

std::string_view word(LimitResult::State state) {
    return state == LimitResult::State::Met      ? "met"
           : state == LimitResult::State::Missed ? "missed"
                                                 : "unknown";
}

void put(Writer& out, const LimitResult& result) {
    out.StartObject();
    put(out, "limit", result.limit.condition());
    put(out, "timer", result.limit.timer);
    put(out, "class", result.limit.of_class);
    put(out, "response", result.limit.response);
    put(out, "state", std::string(word(result.state)));
    put(out, "bound", base::plain(result.limit.bound));
    key(out, "measured");
    if (result.measured)
        put(out, base::plain(*result.measured));
    else
        out.Null();
    put(out, "detail", result.detail);
    put(out, "doubt", result.doubt);
    out.EndObject();
}

void put(Writer& out, const ClockStep& step) {
    out.StartObject();
    put(out, "at", step.at);
    put(out, "size", step.size);
    out.EndObject();
}

void put(Writer& out, const Reason& reason) {
    out.StartObject();
    put(out, "grade", std::string(to_string(reason.grade)));
    put(out, "code", reason.code);
    put(out, "text", reason.text);
    out.EndObject();
}

void put(Writer& out, const Check& check) {
    out.StartObject();
    put(out, "name", check.name);
    put(out, "grade", std::string(check.grade ? to_string(*check.grade) : "UNKNOWN"));
    put(out, "value", check.value);
    put(out, "note", check.note);
    out.EndObject();
}

template <typename Values>
void put_list(Writer& out, const char* name, const Values& values) {
    key(out, name), out.StartArray();
    for (const auto& value : values) put(out, value);
    out.EndArray();
}

void put_verdict(Writer& out, const Verdict& verdict) {
    key(out, "verdict"), out.StartObject();
    put(out, "grade", std::string(to_string(verdict.grade)));
    put(out, "headline", verdict.headline);
    put_list(out, "reasons", verdict.reasons);
    put_list(out, "checks", verdict.checks);
    out.EndObject();
}

}  // namespace

std::chrono::nanoseconds Summary::measured_time() const noexcept {
    return std::max(measured_to - measured_from, std::chrono::nanoseconds(0));
}

std::chrono::nanoseconds Summary::measured_time(const Interval& part) const noexcept {
    const std::chrono::nanoseconds to = part.from + part.length;
    return to - std::min(std::max(part.from, measured_from), to);
}

bool Summary::results_lost() const noexcept {
    return !ledger.balances() || ledger.rejected + ledger.dropped + ledger.undelivered != 0;
}

const Section* Summary::timer(const std::string& name) const noexcept {
    for (std::size_t i = 1; i < sections.size(); ++i)
        if (sections[i].name == name) return &sections[i];
    return nullptr;
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

std::string Summary::to_json() const {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartObject();
    put(out, "schema", std::uint64_t{kSummarySchema});
    put(out, "outcome", std::string(to_string(outcome)));
    put(out, "headline", headline);
    put(out, "oct_version", oct_version);
    put_times(out, *this);
    put_end(out, *this);
    put_counts(out, *this);
    put_verdict(out, verdict);
    put(out, "plan", plan);
    put(out, "limits_met", limits_met());
    put_list(out, "limits", limits);
    put_list(out, "clock_steps", clock_steps);
    put_list(out, "hook_failures", hook_failures);
    put_bad_values(out, bad_values);
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
