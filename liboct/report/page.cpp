// The variables of report.html; what they mean stands at the top of the default template.
#include "report/page.hpp"

#include <oct/error.hpp>

#include "base/text.hpp"
#include "report/figures.hpp"
#include "report/graphs.hpp"
#include "report/page_names.hpp"
#include "report/page_quality.hpp"
#include "report/page_template.hpp"
#include "report/stretches.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace oct {
namespace {

using kainjow::mustache::data;
using std::chrono::nanoseconds;

data list() {
    return data(data::type::list);
}

data texts(const std::vector<std::string>& values) {
    data out = list();
    for (const std::string& value : values) out << data(value);
    return out;
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

void set_statistics(data& out, const Statistics& statistics, const TimeUnit& unit) {
    const bool empty = statistics.count == 0;
    const auto text = [&](nanoseconds value) {
        return empty ? std::string("–") : unit.text(value);
    };
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

std::string rate_text(std::uint64_t count, nanoseconds time) {
    const double rate = static_cast<double>(count) * 1e9 /
                        static_cast<double>(std::max<std::int64_t>(time.count(), 1));
    return grouped(fmt::format("{:.{}f}", rate, rate < 10 ? 2 : rate < 1000 ? 1 : 0));
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

data interval_data(const Interval& interval, const TimeUnit& unit) {
    data out;
    out.set("from", seconds_text(interval.from));
    out.set("to", seconds_text(interval.from + interval.length));
    out.set("errors", count_text(interval.errors));
    out.set("rate", rate_text(interval.statistics.count, interval.length));
    set_statistics(out, interval.statistics, unit);
    return out;
}

// All transactions, and the 200 timers with most results, in their order.
std::vector<std::size_t> shown_sections(const std::vector<Section>& sections) {
    constexpr std::size_t kMost = 201;
    std::vector<std::size_t> shown(sections.size());
    std::iota(shown.begin(), shown.end(), std::size_t{0});
    if (shown.size() <= kMost) return shown;
    std::stable_sort(shown.begin() + 1, shown.end(), [&](std::size_t a, std::size_t b) {
        return sections[a].statistics.count > sections[b].statistics.count;
    });
    shown.resize(kMost);
    std::sort(shown.begin(), shown.end());
    return shown;
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

class PageMaker {
public:
    PageMaker(const Findings& findings, const Assets& assets)
        : findings_(findings),
          summary_(findings.summary),
          assets_(assets),
          shown_(shown_sections(findings.summary.sections)) {}

    Page make(const PageTemplate& page_template) {
        data out;
        set_head(out);
        set_summary(out);
        set_ledger(out, summary_.ledger);
        set_lists(out);
        set_sections(out);
        page_template.require_affordable(longest_);
        page_.html = rendered(page_template.text(), out);
        return std::move(page_);
    }

private:
    // Sets a list; how long it may be decides what a template may ask for.
    void set_list(data& out, const std::string& name, const data& values, std::size_t size) {
        out.set(name, values);
        std::size_t& longest = longest_[name];
        longest = std::max(longest, size);
    }

    [[nodiscard]] std::string rendered(const std::string& text, const data& values) const {
        constexpr std::size_t kMostBytes = 64U << 20U;
        kainjow::mustache::mustache engine(text);
        std::string html;
        engine.render(values, [&](const std::string& part) {
            html += part;
            if (html.size() > kMostBytes)
                throw ConfigError(assets_.origin("report.html") +
                                  ": the page it makes is larger than 64 MiB");
        });
        if (!engine.is_valid())  // nothing known gets past PageTemplate
            throw ConfigError(assets_.origin("report.html") + ": " + engine.error_message());
        return html;
    }

    void set_head(data& out) {
        const Verdict& verdict = summary_.verdict;
        constexpr std::string_view kClasses[] = {"good", "suspect", "invalid"};
        out.set("title", "OCT results " + time_text(summary_.started));
        out.set("oct_version", summary_.oct_version);
        out.set("style", assets_.text("css/style.css"));
        out.set("script", assets_.text("scripts/report.js"));
        out.set("grade", std::string(summary_.transactions == 0 ? std::string_view("NO RESULTS")
                                                                : to_string(verdict.grade)));
        out.set("verdict", verdict.headline);
        out.set("verdict_class",
                summary_.transactions == 0
                    ? "empty"
                    : std::string(kClasses[static_cast<std::size_t>(verdict.grade)]));
        data reasons = list();
        for (const Reason& reason : verdict.reasons) reasons << data("text", reason.text);
        set_list(out, "reasons", reasons, verdict.reasons.size());
        data checks = list();
        const std::vector<QualityCheck> found = quality_checks(summary_);
        for (const QualityCheck& check : found) {
            data item("name", check.name);
            item.set("grade", check.grade);
            item.set("value", check.value);
            item.set("note", check.note);
            checks << item;
        }
        set_list(out, "checks", checks, found.size());
    }

    void set_summary(data& out) {
        out.set("has_results", summary_.transactions != 0);
        out.set("transactions", count_text(summary_.transactions));
        out.set("timers", count_text(summary_.timers));
        out.set("errors", count_text(summary_.errors));
        out.set("error_share", percent_text(summary_.errors, summary_.transactions));
        out.set("has_errors", summary_.errors != 0);
        out.set("rate", rate_text(summary_.transactions, summary_.run_time));
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
        set_list(out, "turrets", turrets, summary_.turrets.size());
        data figures = list();
        const nanoseconds end =
            findings_.activity.step * static_cast<std::int64_t>(findings_.activity.steps.size());
        if (!findings_.activity.steps.empty() && summary_.transactions != 0)
            figures << figure_data(
                activity_graph(findings_.activity, std::max(end, summary_.run_time)), "activity",
                "Cannons and turrets at work", "");
        set_list(out, "run_figures", figures, 1);
        data reasons = list();
        for (const auto& [reason, count] : findings_.rejected) {
            data item("reason", reason);
            item.set("count", count_text(count));
            reasons << item;
        }
        out.set("has_rejected_reasons", !findings_.rejected.empty());
        set_list(out, "rejected_reasons", reasons, findings_.rejected.size());
        data errors = list();
        for (const ErrorCount& error : summary_.error_messages) {
            data item("message", error.message);
            item.set("count", count_text(error.count));
            item.set("share", percent_text(error.count, summary_.errors));
            item.set("first", seconds_text(error.first));
            item.set("last", seconds_text(error.last));
            item.set("turret", error.turret);
            errors << item;
        }
        set_list(out, "error_messages", errors, summary_.error_messages.size());
    }

    void set_sections(data& out) {
        data sections = list();
        data overview = list();
        for (const std::size_t i : shown_) {
            sections << section_data(i);
            overview << overview_data(summary_.sections[i], i);
        }
        set_list(out, "sections", sections, shown_.size());
        set_list(out, "overview", overview, shown_.size());
        out.set("has_further", shown_.size() < summary_.sections.size());
        out.set("further", count_text(summary_.sections.size() - shown_.size()));
    }

    // All sections in one unit, to be compared.
    [[nodiscard]] data overview_data(const Section& section, std::size_t index) const {
        const Statistics& s = section.statistics;
        const auto text = [&](nanoseconds value) {
            return s.count == 0 ? std::string("–") : milliseconds_text(value);
        };
        data out("id", fmt::format("s{}", index + 1));
        out.set("name", section.name);
        out.set("count", count_text(s.count));
        out.set("rate", rate_text(s.count, summary_.run_time));
        out.set("errors", index == 0 ? count_text(section.errors) : std::string());
        out.set("min", text(s.min));
        out.set("mean", text(s.mean));
        out.set("p50", text(s.p50));
        out.set("p90", text(s.p90));
        out.set("p95", text(s.p95));
        out.set("p99", text(s.p99));
        out.set("max", text(s.max));
        return out;
    }

    data section_data(std::size_t index) {
        const Section& section = summary_.sections[index];
        const GraphData& graph = findings_.graphs[index];
        const TimeUnit unit = TimeUnit::of(section.statistics);
        const nanoseconds end = section.intervals.empty() ? summary_.run_time
                                                          : section.intervals.back().from +
                                                                section.intervals.back().length;
        data out;
        const std::string id = fmt::format("s{}", index + 1);
        out.set("id", id);
        out.set("name", section.name);
        out.set("is_all", index == 0);
        out.set("unit", unit.name());
        out.set("errors", count_text(section.errors));
        out.set("rate", rate_text(section.statistics.count, summary_.run_time));
        set_statistics(out, section.statistics, unit);
        const auto told = [&](double percent) {
            return is_told(percent, section.statistics.count)
                       ? unit.text(graph.total.percentile(percent))
                       : std::string("–");
        };
        out.set("p999", told(99.9));
        out.set("p9999", told(99.99));
        data intervals = list();
        const auto shown = stretches(section, graph, index == 0 ? kMostRows : kMostTimerRows);
        for (const Interval& interval : shown) intervals << interval_data(interval, unit);
        set_list(out, "intervals", intervals, shown.size());
        out.set("is_merged", shown.size() < section.intervals.size());
        out.set("interval_count", count_text(section.intervals.size()));
        if (!shown.empty()) out.set("merged", seconds_text(shown.front().length));
        const std::size_t points = index == 0 ? kMostPoints : kMostTimerPoints;
        set_figures(out, index, {section, graph, shown, id, end, points});
        return out;
    }

    // The first three are the files that a report has always had.
    void set_figures(data& out, std::size_t index, const GraphSource& source) {
        const std::string stem =
            file_stem(index == 0 ? "all_transactions" : source.section.name, stems_);
        data figures = list();
        figures << figure_data(interval_graph(source), "intervals", "Response times per interval",
                               stem + "_response_times_intervals.svg");
        figures << figure_data(heat_graph(source), "heat", "Latency heat map", "");
        figures << figure_data(percentile_graph(source), "percentiles", "Percentiles", "");
        figures << figure_data(throughput_graph(source), "throughput", "Throughput",
                               stem + "_throughput.svg");
        figures << figure_data(response_times_graph(source), "points", "Response times",
                               stem + "_response_times.svg");
        std::size_t count = 5;
        if (index == 0 && !summary_.lag.intervals.empty()) {
            const auto shown = stretches(summary_.lag, findings_.lag, kMostRows);
            figures << figure_data(
                lag_graph({summary_.lag, findings_.lag, shown, source.id, source.end, 0}), "lag",
                "Lag: how late transactions started", "");
            ++count;
        }
        set_list(out, "figures", figures, count);
    }

    data figure_data(const Figure& figure, const std::string& kind, const std::string& caption,
                     const std::string& file) {
        const std::string svg = to_svg(figure.chart);
        if (!file.empty()) page_.graphs.emplace_back(file, svg);
        data out;
        out.set("kind", kind);
        out.set("caption", caption);
        out.set("note", figure.note);
        out.set("has_note", !figure.note.empty());
        out.set("has_file", !file.empty());
        out.set("file", file);
        out.set("svg", svg);
        out.set("has_table", !figure.rows.empty());
        set_list(out, "heads", texts(figure.heads), figure.heads.size());
        data rows = list();
        for (const auto& cells : figure.rows) {
            data row;
            set_list(row, "cells", texts(cells), cells.size());
            rows << row;
        }
        set_list(out, "rows", rows, figure.rows.size());
        return out;
    }

    // So that a page with 20 timers stays below 1 MB.
    static constexpr std::size_t kMostRows = 120;
    static constexpr std::size_t kMostTimerRows = 50;
    static constexpr std::size_t kMostPoints = 1500;
    static constexpr std::size_t kMostTimerPoints = 250;

    const Findings& findings_;
    const Summary& summary_;
    const Assets& assets_;
    Page page_;
    std::vector<std::size_t> shown_;  // sections
    std::vector<std::string> stems_;
    PageTemplate::ListSizes longest_;
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
    page_template.warn_unknown(words(kPageNames), log);
    return PageMaker(findings, assets).make(page_template);
}

}  // namespace oct
