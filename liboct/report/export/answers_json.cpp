// The three answers as JSON: limits, figures, plan.
#include "base/quantity.hpp"
#include "report/export/summary_json.hpp"

namespace oct::report {
namespace {

std::string_view word(LimitResult::State state) {
    return state == LimitResult::State::Met      ? "met"
           : state == LimitResult::State::Missed ? "missed"
                                                 : "unknown";
}

}  // namespace

void put(Writer& out, const Shortfall& shortfall) {
    out.StartObject();
    put(out, "code", shortfall.code);
    put(out, "text", shortfall.text);
    put(out, "breaks", shortfall.breaks);
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

void put_verdict(Writer& out, const Verdict& verdict) {
    key(out, "verdict"), out.StartObject();
    put(out, "grade", std::string(to_string(verdict.grade)));
    put(out, "headline", verdict.headline);
    put_list(out, "reasons", verdict.reasons);
    put_list(out, "checks", verdict.checks);
    out.EndObject();
}

}  // namespace oct::report
