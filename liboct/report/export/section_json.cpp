// Figures as JSON.
#include "report/export/summary_json.hpp"

namespace oct::report {

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

void put(Writer& out, const ClassSummary& one) {
    out.StartObject();
    put(out, "name", one.name);
    put_list(out, "sections", one.sections);
    if (one.lag.statistics.count != 0) key(out, "lag"), put(out, one.lag);
    out.EndObject();
}

}  // namespace oct::report
