// Turrets and their accounts as JSON.
#include "base/health_fields.hpp"
#include "base/seconds.hpp"
#include "report/export/summary_json.hpp"

namespace oct::report {

void put(Writer& out, const TurretHealth& health) {
    out.StartObject();
    for (const auto& [name, member] : base::kHealthTimes) put(out, name.data(), health.*member);
    for (const auto& [name, member] : base::kHealthCounts) put(out, name.data(), health.*member);
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

}  // namespace oct::report
