// The variables of report.html; what they mean stands at the top of the default template.
#include "report/page.hpp"

#include <oct/error.hpp>

#include "base/text.hpp"
#include "report/figures.hpp"
#include "report/graphs.hpp"
#include "report/page_names.hpp"
#include "report/page_template.hpp"
#include "report/verdict.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <algorithm>
#include <cctype>

namespace oct {
namespace {

using kainjow::mustache::data;
using std::chrono::nanoseconds;

data list() {
    return data(data::type::list);
}

void set_ledger(data& out, const Ledger& ledger) {
    out.set("intended", count_text(ledger.intended));
    out.set("skipped", count_text(ledger.skipped));
    out.set("fired", count_text(ledger.fired));
    out.set("stored", count_text(ledger.stored));
    out.set("rejected", count_text(ledger.rejected));
    out.set("dropped", count_text(ledger.dropped));
    out.set("undelivered", count_text(ledger.undelivered));
    out.set("in_flight", count_text(ledger.in_flight));
    out.set("completed", count_text(ledger.completed));
    out.set("failed", count_text(ledger.failed));
    out.set("missing", grouped(std::to_string(ledger.missing())));
    out.set("balanced", ledger.balances());
}

void set_statistics(data& out, const Statistics& statistics, const Milliseconds& ms) {
    const bool empty = statistics.count == 0;
    const auto text = [&](nanoseconds value) { return empty ? std::string("–") : ms.text(value); };
    out.set("is_empty", empty);
    out.set("count", count_text(statistics.count));
    out.set("min", text(statistics.min));
    out.set("mean", text(statistics.mean));
    out.set("p50", text(statistics.p50));
    out.set("p80", text(statistics.p80));
    out.set("p90", text(statistics.p90));
    out.set("p95", text(statistics.p95));
    out.set("p99", text(statistics.p99));
    out.set("max", text(statistics.max));
    out.set("stdev", text(statistics.stdev));
}

std::string time_text(WallTime time) {
    return time == WallTime{} ? std::string("–") : local_time_text(time);
}

data turret_data(const TurretSummary& turret) {
    const TurretRecord& record = turret.record;
    data out;
    out.set("name", record.last.turret);
    out.set("uuid", record.last.uuid);
    out.set("cannons", count_text(record.last.cannons));
    out.set("script_name", record.last.script);
    out.set("rampup", fmt::format("{:g}", record.last.rampup_s));
    out.set("status", record.last.status);
    out.set("reason", record.last.reason);
    out.set("updated", time_text(record.updated));
    out.set("is_lost", record.lost.has_value());
    out.set("lost", record.lost ? time_text(*record.lost) : std::string());
    out.set("received", count_text(record.received));
    out.set("verified", turret.verified);
    set_ledger(out, turret.ledger);
    return out;
}

data interval_data(const Interval& interval, const Milliseconds& ms) {
    data out;
    out.set("from", seconds_text(interval.from));
    out.set("to", seconds_text(interval.from + interval.length));
    out.set("errors", count_text(interval.errors));
    const double length_s = static_cast<double>(interval.length.count()) / 1e9;
    const double rate = static_cast<double>(interval.statistics.count) / std::max(length_s, 1e-9);
    out.set("rate", grouped(fmt::format("{:.{}f}", rate, rate < 10 ? 2 : 1)));
    set_statistics(out, interval.statistics, ms);
    return out;
}

class PageMaker {
public:
    PageMaker(const Findings& findings, const Assets& assets)
        : findings_(findings), summary_(findings.summary), assets_(assets) {}

    Page make(const PageTemplate& page_template) {
        data out;
        set_head(out);
        set_summary(out);
        set_ledger(out, summary_.ledger);
        set_lists(out);
        set_sections(out);
        kainjow::mustache::mustache engine(page_template.text());
        if (engine.is_valid()) page_.html = engine.render(out);
        if (!engine.is_valid())  // nothing known gets past PageTemplate
            throw ConfigError(assets_.origin("report.html") + ": " + engine.error_message());
        return std::move(page_);
    }

private:
    void set_head(data& out) {
        const Verdict verdict = verdict_of(summary_);
        constexpr std::string_view kClasses[] = {"good", "suspect", "invalid", "empty"};
        out.set("title", "OCT results " + time_text(summary_.started));
        out.set("oct_version", summary_.oct_version);
        out.set("style", assets_.text("css/style.css"));
        out.set("script", assets_.text("scripts/report.js"));
        out.set("verdict", verdict.headline);
        out.set("verdict_class", std::string(kClasses[static_cast<std::size_t>(verdict.grade)]));
        data reasons = list();
        for (const std::string& reason : verdict.reasons) reasons << data("text", reason);
        out.set("reasons", reasons);
    }

    void set_summary(data& out) {
        out.set("has_results", summary_.transactions != 0);
        out.set("transactions", count_text(summary_.transactions));
        out.set("timers", count_text(summary_.timers));
        out.set("errors", count_text(summary_.errors));
        out.set("error_share", percent_text(summary_.errors, summary_.transactions));
        out.set("has_errors", summary_.errors != 0);
        out.set("run_time", seconds_text(summary_.run_time));
        out.set("started", time_text(summary_.started));
        out.set("finished", time_text(summary_.finished));
        out.set("interval", seconds_text(summary_.interval));
        out.set("interrupted", summary_.interrupted);
        out.set("complete", summary_.complete);
        out.set("verified", summary_.verified);
    }

    void set_lists(data& out) {
        data turrets = list();
        for (const TurretSummary& turret : summary_.turrets) turrets << turret_data(turret);
        out.set("has_turrets", !summary_.turrets.empty());
        out.set("turrets", turrets);
        data reasons = list();
        for (const auto& [reason, count] : findings_.rejected) {
            data item("reason", reason);
            item.set("count", count_text(count));
            reasons << item;
        }
        out.set("has_rejected_reasons", !findings_.rejected.empty());
        out.set("rejected_reasons", reasons);
        data errors = list();
        for (const ErrorCount& error : summary_.error_messages) {
            data item("message", error.message);
            item.set("count", count_text(error.count));
            item.set("share", percent_text(error.count, summary_.errors));
            errors << item;
        }
        out.set("error_messages", errors);
    }

    void set_sections(data& out) {
        data sections = list();
        for (std::size_t i = 0; i < summary_.sections.size(); ++i) sections << section_data(i);
        out.set("sections", sections);
    }

    data section_data(std::size_t index) {
        const Section& section = summary_.sections[index];
        const GraphData& graph = findings_.graphs[index];
        const Milliseconds ms(section.statistics);
        const std::string id = fmt::format("s{}", index + 1);
        const std::string stem = file_stem(index == 0 ? "all_transactions" : section.name, stems_);
        const nanoseconds end = section.intervals.empty() ? summary_.run_time
                                                          : section.intervals.back().from +
                                                                section.intervals.back().length;
        data out;
        out.set("id", id);
        out.set("name", section.name);
        out.set("is_all", index == 0);
        out.set("errors", count_text(section.errors));
        set_statistics(out, section.statistics, ms);
        data intervals = list();
        for (const Interval& interval : section.intervals) intervals << interval_data(interval, ms);
        out.set("intervals", intervals);
        add_graph(out, "response_times", stem + "_response_times.svg",
                  response_times_graph(section, graph, id, end));
        add_graph(out, "interval_times", stem + "_response_times_intervals.svg",
                  interval_graph(section, id, end));
        add_graph(out, "throughput", stem + "_throughput.svg",
                  throughput_graph(section, graph, id, end));
        return out;
    }

    void add_graph(data& out, const std::string& name, const std::string& file,
                   const Chart& chart) {
        const std::string svg = to_svg(chart);
        out.set(name, svg);
        out.set(name + "_file", file);
        page_.graphs.emplace_back(file, svg);
    }

    const Findings& findings_;
    const Summary& summary_;
    const Assets& assets_;
    Page page_;
    std::vector<std::string> stems_;
};

}  // namespace

std::string file_stem(const std::string& name, std::vector<std::string>& taken) {
    constexpr std::size_t kLongest = 80;
    std::string stem;
    for (const char c : name.substr(0, kLongest)) {
        const bool fine = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
        stem.push_back(fine ? c : '_');
    }
    if (stem.empty() || stem.front() == '.') stem.insert(0, "_");
    const auto is_taken = [&](const std::string& candidate) {
        return std::any_of(taken.begin(), taken.end(), [&](const std::string& other) {
            return equal_ignoring_case(other, candidate);
        });
    };
    std::string unique = stem;
    for (int n = 2; is_taken(unique); ++n) unique = fmt::format("{}_{}", stem, n);
    taken.push_back(unique);
    return unique;
}

Page render_page(const Findings& findings, const Assets& assets, LogSink& log) {
    const PageTemplate page_template(assets.text("report.html"), assets.origin("report.html"));
    page_template.warn_unknown({kPageNames.begin(), kPageNames.end()}, log);
    return PageMaker(findings, assets).make(page_template);
}

}  // namespace oct
