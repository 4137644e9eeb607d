// The parts of a Summary as JSON: docs/summary.schema.json describes them.
#pragma once

#include <oct/summary.hpp>

#include "report/export/json_values.hpp"

namespace oct::report {

void put(Writer& out, const OwnCost& cost);
void put(Writer& out, const ErrorCount& error);
void put(Writer& out, const ClockStep& step);
void put(Writer& out, const Ledger& ledger);
void put(Writer& out, const TurretHealth& health);
void put(Writer& out, const TurretWork& work);
void put(Writer& out, const TurretSummary& turret);
void put(Writer& out, const Statistics& statistics);
void put(Writer& out, const char* name, const Statistics& statistics);
void put(Writer& out, const Section& section);
void put(Writer& out, const ClassSummary& one);
void put(Writer& out, const LimitResult& result);
void put(Writer& out, const Shortfall& shortfall);
void put(Writer& out, const Reason& reason);
void put(Writer& out, const Check& check);
void put(Writer& out, const char* name, const Fulfilment& plan);
void put_verdict(Writer& out, const Verdict& verdict);

// Of what is declared above it.
template <typename Values>
void put_list(Writer& out, const char* name, const Values& values) {
    key(out, name), out.StartArray();
    for (const auto& value : values) put(out, value);
    out.EndArray();
}

}  // namespace oct::report
