// The sections that two runs have in common, figure by figure.
#include <oct/compare.hpp>

#include "report/compare/compare_findings.hpp"
#include "report/compare/section_pair.hpp"

#include <fmt/format.h>

#include <algorithm>

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

Sections sections_of(const Findings& run, std::size_t class_number) {
    return {run.summary, run.summary.classes[class_number].sections,
            run.class_graphs.empty() ? nullptr : &run.class_graphs[class_number]};
}

std::size_t find_class(const Summary& summary, const std::string& name) {
    const auto found = std::find_if(summary.classes.begin(), summary.classes.end(),
                                    [&](const ClassSummary& of) { return of.name == name; });
    return static_cast<std::size_t>(found - summary.classes.begin());
}

std::vector<std::string> names_missing(const Summary& from, const Summary& in) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i < from.sections.size(); ++i)
        if (in.timer(from.sections[i].name) == nullptr) names.push_back(from.sections[i].name);
    if (from.classes.empty() || in.classes.empty()) return names;
    for (const ClassSummary& of : from.classes)
        if (find_class(in, of.name) == in.classes.size()) names.push_back('[' + of.name + ']');
    return names;
}

void add_changes(const Sections& before, const Sections& after, std::vector<Change>& changes) {
    for (std::size_t i = 0; i < before.sections.size(); ++i) {
        const std::size_t other = after.find(i, before.sections[i].name);
        if (other == after.sections.size()) continue;
        const report::SectionPair pair(before[i], after[other]);
        // Version 0.1.0, which mixed them, counted no errors of timers.
        const bool errors = i == 0 || (!before.summary.mixed && !after.summary.mixed);
        for (const report::Figure& figure : report::kFigures)
            if (errors || figure.kind() != report::Figure::Kind::Errors)
                changes.push_back(pair.change(figure));
    }
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
    comparison.only_before = names_missing(before.summary, after.summary);
    comparison.only_after = names_missing(after.summary, before.summary);
    comparison.verdict_before = before.summary.verdict;
    comparison.verdict_after = after.summary.verdict;
    comparison.refusal = refusal_of("A", before.summary);
    if (comparison.refusal.empty()) comparison.refusal = refusal_of("B", after.summary);
    if (!comparison.refusal.empty()) return comparison;
    add_changes(sections_of(before), sections_of(after), comparison.changes);
    for (std::size_t i = 0; i < before.summary.classes.size(); ++i) {
        const std::size_t other = find_class(after.summary, before.summary.classes[i].name);
        if (other != after.summary.classes.size())
            add_changes(sections_of(before, i), sections_of(after, other), comparison.changes);
    }
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
