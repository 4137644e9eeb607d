// The sections that two runs have in common, figure by figure.
#include <oct/compare.hpp>

#include "base/text.hpp"
#include "report/compare/compare_findings.hpp"
#include "report/compare/section_pair.hpp"
#include "report/read/names.hpp"
#include "report/read/turret_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace oct {
namespace {

using report::Findings;
using report::GraphData;
using report::SectionOfRun;

// The sections of all transactions and timers of a run, or of one of its classes.
struct Sections {
    const Summary& summary;
    const std::vector<Section>& sections;
    const std::vector<GraphData>* data;  // null: there are none

    [[nodiscard]] SectionOfRun operator[](std::size_t i) const {
        return {summary, sections[i], data == nullptr ? nullptr : &(*data)[i]};
    }
    // The first one is that of all transactions: a timer may have its name.
    [[nodiscard]] std::size_t find(std::size_t number, const std::string& name) const {
        if (number == 0) return 0;
        for (std::size_t i = 1; i < sections.size(); ++i)
            if (sections[i].name == name) return i;
        return sections.size();
    }
};

Sections sections_of(const Findings& run) {
    return {run.summary, run.summary.sections, run.graphs.empty() ? nullptr : &run.graphs};
}

// Nothing: the run has no such class.
std::optional<Sections> sections_of(const Findings& run, std::string_view class_name) {
    if (report::is_only_class(run.summary, class_name)) return sections_of(run);
    const auto& classes = run.summary.classes;
    const auto found = std::find_if(classes.begin(), classes.end(),
                                    [&](const ClassSummary& of) { return of.name == class_name; });
    if (found == classes.end()) return std::nullopt;
    const auto number = static_cast<std::size_t>(found - classes.begin());
    return Sections{run.summary, found->sections,
                    run.class_graphs.empty() ? nullptr : &run.class_graphs[number]};
}

void add_missing(const Sections& from, const Sections& in, std::string_view of_class,
                 std::vector<std::string>& names) {
    for (std::size_t i = 1; i < from.sections.size(); ++i) {
        const std::string& timer = from.sections[i].name;
        if (in.find(i, timer) != in.sections.size()) continue;
        if (of_class.empty())
            names.push_back(timer);
        else if (std::find(names.begin(), names.end(), timer) == names.end())
            names.push_back(fmt::format("{} [{}]", timer, of_class));
    }
}

// Timers, [classes], and timers of classes that both have.
std::vector<std::string> names_missing(const Findings& from, const Findings& in) {
    std::vector<std::string> names;
    add_missing(sections_of(from), sections_of(in), {}, names);
    if (report::class_names(in.summary).empty()) return names;  // it does not say
    for (const std::string_view name : report::class_names(from.summary)) {
        const auto here = sections_of(from, name);
        const auto there = sections_of(in, name);
        if (here && there)
            add_missing(*here, *there, name, names);
        else if (here)
            names.push_back(fmt::format("[{}]", name));
    }
    return names;
}

void add_changes(const Sections& before, const Sections& after, std::string_view of_class,
                 std::vector<Change>& changes) {
    for (std::size_t i = 0; i < before.sections.size(); ++i) {
        const std::size_t other = after.find(i, before.sections[i].name);
        if (other == after.sections.size()) continue;
        const report::SectionPair pair(before[i], after[other]);
        // Version 0.1.0, which mixed them, counted no errors of timers.
        const bool errors = i == 0 || (!before.summary.mixed && !after.summary.mixed);
        for (const report::Figure& figure : report::kFigures)
            if (errors || figure.kind() != report::Figure::Kind::Errors)
                changes.push_back(pair.change(figure, of_class));
    }
}

void add_classes(const Findings& before, const Findings& after, Comparison& comparison) {
    const auto classes = report::class_names(before.summary);
    if (before.summary.classes.empty() && after.summary.classes.empty()) {
        if (!classes.empty() && report::is_only_class(after.summary, classes.front()))
            comparison.only_class = classes.front();
        return;
    }
    for (const std::string_view name : classes) {
        const auto here = sections_of(before, name);
        const auto there = sections_of(after, name);
        if (here && there) add_changes(*here, *there, name, comparison.changes);
    }
}

ComparedRun compared(const Summary& summary) {
    std::string load = report::load_text(summary);
    if (const std::uint64_t cannons = summary.plan.planned_cannons; !load.empty() && cannons != 0)
        load +=
            fmt::format(", {} {}", base::count_text(cannons), cannons == 1 ? "cannon" : "cannons");
    return {summary.verdict, summary.plan, load};
}

// Figures of nothing would be a change of -100 %.
std::string refusal_of(const char* run, const Summary& summary) {
    if (summary.measurement == Measurement::NotBegun && summary.transactions == 0)
        return fmt::format("there is nothing to compare: run {} did not begin", run);
    if (summary.measurement == Measurement::Unread)
        return fmt::format("there is nothing to compare: run {} cannot be read", run);
    if (summary.transactions == 0)
        return fmt::format("there is nothing to compare: no transaction of run {} ended", run);
    return "";
}

}  // namespace

Comparison report::compare_findings(const Findings& before, const Findings& after) {
    Comparison comparison;
    comparison.only_before = names_missing(before, after);
    comparison.only_after = names_missing(after, before);
    comparison.before = compared(before.summary);
    comparison.after = compared(after.summary);
    comparison.mixed = before.summary.mixed || after.summary.mixed;
    comparison.refusal = refusal_of("A", before.summary);
    if (comparison.refusal.empty()) comparison.refusal = refusal_of("B", after.summary);
    if (!comparison.refusal.empty()) return comparison;
    add_changes(sections_of(before), sections_of(after), {}, comparison.changes);
    add_classes(before, after, comparison);
    return comparison;
}

Comparison compare(const Summary& before, const Summary& after) {
    Findings a;
    Findings b;
    a.summary = before;
    b.summary = after;
    return report::compare_findings(a, b);
}

}  // namespace oct
