// Tables, graphs and their figures.
#include "report/page/page_sections.hpp"

#include "base/text.hpp"
#include "report/read/figures.hpp"
#include "report/read/merged_intervals.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace oct::report {
namespace {

using std::chrono::nanoseconds;

// So that a page with 20 timers stays below 1 MB.
constexpr std::size_t kMostRows = 120;
constexpr std::size_t kMostTimerRows = 40;
constexpr std::size_t kMostClasses = 20;
constexpr std::size_t kMostOverviewRows = 500;
constexpr std::size_t kMostPoints = 1500;
constexpr std::size_t kMostTimerPoints = 250;

void set_statistics(PageData& out, const Statistics& statistics, const TimeUnit& unit) {
    const bool empty = statistics.count == 0;
    const auto text = [&](nanoseconds value) {
        return empty ? std::string("–") : unit.text(value);
    };
    out.set("is_empty", empty);
    out.set("count", base::count_text(statistics.count));
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

void set_tail(PageData& out, const Histogram& total, const TimeUnit& unit) {
    const auto told = [&](double percent) {
        return is_told(percent, total.count()) ? unit.text(total.percentile(percent))
                                               : std::string("–");
    };
    out.set("p999", told(99.9));
    out.set("p9999", told(99.99));
}

PageData interval_data(const Interval& interval, nanoseconds measured, const TimeUnit& unit) {
    PageData out;
    out.set("from", seconds_text(interval.from));
    out.set("to", seconds_text(interval.from + interval.length));
    out.set("errors", base::count_text(interval.errors));
    out.set("rate", measured.count() == 0 ? std::string("–")
                                          : rate_text(interval.statistics.count, measured));
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

// The right end of every axis of time.
nanoseconds end_of(const Summary& summary) {
    const std::vector<Interval>& intervals = summary.all().intervals;
    return intervals.empty() ? summary.run_time : intervals.back().from + intervals.back().length;
}

// A timer of a class is told of in the panel of the class.
std::string panel_id(const TableRow& row) {
    return row.of_class ? fmt::format("c{}", *row.of_class + 1) : fmt::format("s{}", row.index + 1);
}

}  // namespace

PageSections::PageSections(const Findings& findings, PageLists& lists)
    : findings_(findings), summary_(findings.summary), lists_(lists) {
    add_panels();
    add_rows();
}

void PageSections::add_panels() {
    for (const std::size_t i : shown_sections(summary_.sections))
        panels_.push_back({summary_.sections[i], findings_.graphs[i], fmt::format("s{}", i + 1),
                           summary_.sections[i].name, i == 0, false});
    further_ = summary_.sections.size() - panels_.size();
    for (std::size_t i = 0; i < std::min(summary_.classes.size(), kMostClasses); ++i) {
        const ClassSummary& one = summary_.classes[i];
        panels_.push_back({one.sections.front(), findings_.class_graphs[i].front(),
                           fmt::format("c{}", i + 1), one.name, false, true});
    }
}

// Those whose panel is on the page.
void PageSections::add_rows() {
    const auto has_panel = [this](const TableRow& row) {
        return std::any_of(panels_.begin(), panels_.end(),
                           [&](const Panel& panel) { return panel.id == panel_id(row); });
    };
    for (TableRow& row : table_rows(summary_))
        if (rows_.size() < kMostOverviewRows && has_panel(row)) rows_.push_back(std::move(row));
}

void PageSections::set(PageData& out) {
    lists_.set(out, "sections", panels_,
               [this](const Panel& panel) { return section_data(panel); });
    lists_.set(out, "overview", rows_, [this](const TableRow& row) { return overview_data(row); });
    out.set("has_further", further_ != 0);
    out.set("further", base::count_text(further_));
    set_run_figures(out);
    set_lag(out);
}

// All sections in one unit, to be compared.
PageData PageSections::overview_data(const TableRow& row) const {
    const Section& section = *row.section;
    const Statistics& s = row.failed ? section.failed : section.statistics;
    const auto text = [&](nanoseconds value) {
        return s.count == 0 ? std::string("–") : milliseconds_text(value);
    };
    PageData out("id", panel_id(row));
    out.set("name", row.name);
    out.set("is_failed", row.failed);
    out.set("count", base::count_text(row.failed ? section.errors : s.count));
    out.set("rate", rate_text(row.failed ? section.failed_rate : section.rate));
    out.set("errors",
            row.failed || section.errors == 0 ? std::string() : base::count_text(section.errors));
    out.set("min", text(s.min));
    out.set("mean", text(s.mean));
    out.set("p50", text(s.p50));
    out.set("p90", text(s.p90));
    out.set("p95", text(s.p95));
    out.set("p99", text(s.p99));
    out.set("max", text(s.max));
    return out;
}

PageData PageSections::section_data(const Panel& panel) {
    const auto& [section, graph, id, name, is_all, is_class] = panel;
    const TimeUnit unit =
        TimeUnit::of(section.statistics.count != 0 ? section.statistics : section.all);
    PageData out;
    out.set("id", id);
    out.set("name", name);
    out.set("is_all", is_all);
    out.set("is_class", is_class);
    out.set("unit", unit.name());
    out.set("errors", base::count_text(section.errors));
    out.set("rate", rate_text(section.rate));
    set_statistics(out, section.statistics, unit);
    set_tail(out, graph.total, unit);
    set_populations(out, panel, unit);
    const auto shown = merged_intervals(section, graph, is_all ? kMostRows : kMostTimerRows);
    lists_.set(out, "intervals", shown, [&](const Interval& interval) {
        return interval_data(interval, summary_.measured_time(interval), unit);
    });
    out.set("is_merged", shown.size() < section.intervals.size());
    out.set("interval_count", base::count_text(section.intervals.size()));
    if (!shown.empty()) out.set("merged", seconds_text(shown.front().length));
    const std::size_t points = is_all ? kMostPoints : kMostTimerPoints;
    set_figures(out, panel, {section, graph, shown, id, end_of(summary_), points});
    return out;
}

// The succeeded ones have the names that they always had; the others are lists of one, or of none.
void PageSections::set_populations(PageData& out, const Panel& panel, const TimeUnit& unit) {
    const Section& section = panel.section;
    const std::vector<int> some(section.errors != 0 ? 1 : 0);
    lists_.set(out, "failed", some, [&](int) {
        PageData item;
        set_statistics(item, section.failed, unit);
        item.set("count", base::count_text(section.errors));
        item.set("rate", rate_text(section.failed_rate));
        item.set("share", percent_text(section.errors, section.ended()));
        return item;
    });
    lists_.set(out, "all", some, [&](int) {
        PageData item;
        set_statistics(item, section.all, unit);
        item.set("count", base::count_text(section.ended()));
        return item;
    });
    out.set("has_after_stop", section.after_stop != 0);
    out.set("after_stop", base::count_text(section.after_stop));
}

// Those with a file are the three that a report has always had.
void PageSections::set_figures(PageData& out, const Panel& panel, const GraphSource& source) {
    const std::string stem = file_stem(panel.is_all ? "all_transactions" : panel.name, stems_);
    std::vector<NamedFigure> figures{
        {interval_graph(source), "intervals", "Response times per interval",
         stem + "_response_times_intervals.svg"},
        {heat_graph(source), "heat", "Latency heat map", ""},
        {percentile_graph(source), "percentiles", "Percentiles", ""},
        {throughput_graph(source), "throughput", "Throughput", stem + "_throughput.svg"},
        {response_times_graph(source), "points", "Response times", stem + "_response_times.svg"}};
    if (panel.is_all && had_schedule()) {
        const auto shown = merged_intervals(summary_.lag, findings_.lag, kMostRows);
        const GraphSource lag{summary_.lag, findings_.lag, shown, source.id, source.end, 0};
        figures.push_back({lag_graph(lag), "lag", "Lag: how late transactions started", ""});
    }
    lists_.set(out, "figures", figures,
               [this](const NamedFigure& named) { return figure_data(named); });
}

bool PageSections::had_schedule() const {
    return summary_.lag.statistics.max > nanoseconds::zero();
}

// A list of one, or of none.
void PageSections::set_lag(PageData& out) {
    const std::vector<int> lags(had_schedule() ? 1 : 0);
    lists_.set(out, "lag", lags, [this](int) { return lag_data(); });
}

PageData PageSections::lag_data() {
    const Section& section = summary_.lag;
    const TimeUnit unit = TimeUnit::of(section.statistics);
    PageData out;
    out.set("unit", unit.name());
    out.set("load", load_text(summary_));
    set_statistics(out, section.statistics, unit);
    set_tail(out, findings_.lag.total, unit);
    const auto shown = merged_intervals(section, findings_.lag, kMostRows);
    const GraphSource source{section, findings_.lag, shown, "lag", end_of(summary_), 0};
    const std::vector<NamedFigure> figures{
        {heat_graph(source), "heat", "Lag, heat map", ""},
        {percentile_graph(source), "percentiles", "Lag, percentiles", ""}};
    lists_.set(out, "figures", figures,
               [this](const NamedFigure& named) { return figure_data(named); });
    return out;
}

void PageSections::set_run_figures(PageData& out) {
    std::vector<NamedFigure> figures;
    if (summary_.transactions != 0)
        figures.push_back({activity_graph(findings_.activity, end_of(summary_)), "activity",
                           "Cannons and turrets at work", ""});
    lists_.set(out, "run_figures", figures,
               [this](const NamedFigure& named) { return figure_data(named); });
}

PageData PageSections::figure_data(const NamedFigure& named) {
    const auto& [figure, kind, caption, file] = named;
    const std::string svg = to_svg(figure.chart);
    if (!file.empty()) graphs_.emplace_back(file, svg);
    PageData out;
    out.set("kind", kind);
    out.set("caption", caption);
    out.set("note", figure.note);
    out.set("has_note", !figure.note.empty());
    out.set("has_file", !file.empty());
    out.set("file", file);
    out.set("svg", svg);
    out.set("has_table", !figure.rows.empty());
    lists_.set(out, "heads", figure.heads);
    lists_.set(out, "rows", figure.rows, [this](const std::vector<std::string>& cells) {
        PageData row;
        lists_.set(row, "cells", cells);
        return row;
    });
    return out;
}

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
            return base::equal_ignoring_case(other, candidate);
        });
    };
    std::string unique = stem;
    for (int n = 2; is_taken(unique); ++n) unique = fmt::format("{}_{}", stem, n);
    taken.push_back(unique);
    return unique;
}

}  // namespace oct::report
