// A comparison as text for people.
#include <oct/compare.hpp>

#include "base/quantity.hpp"
#include "base/seconds.hpp"
#include "report/compare/figure.hpp"
#include "report/judge/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace oct {
namespace {

bool is_chief(const Change& change) {
    return std::find(report::kChiefFigures.begin(), report::kChiefFigures.end(), change.measure) !=
           report::kChiefFigures.end();
}

std::string heading_of(const Change& change) {
    return change.of_class.empty() ? change.section
                                   : fmt::format("{} [{}]", change.section, change.of_class);
}

std::string_view word(const Change& change) {
    if (!change.noise) return "cannot be told";
    if (!change.significant()) return "within noise";
    return change.worse() ? "WORSE" : "better";
}

std::string value_text(const std::optional<Quantity>& value) {
    return value ? to_string(*value) : "–";
}

// Columns are counted in bytes: of the sign that has three, two are no column.
std::string column(const std::string& text) {
    return fmt::format("{:>{}}", text, text == "–" ? 15 : 13 + (text.find("µ") != text.npos));
}

// A tenth of a percent, a hundredth of a percentage point.
int decimals(const Change& change) {
    return change.measure == "errors" ? 2 : 1;
}

// What is rounded to nothing has no sign of its own.
std::string change_text(const Change& change) {
    if (!change.change) return "–";
    const int digits = decimals(change);
    const bool nothing = std::abs(change.change->value) < 0.5 * std::pow(10, -digits);
    return fmt::format("{:+.{}f} {}", nothing ? 0.0 : change.change->value, digits, change.unit());
}

std::string noise_text(const Change& change) {
    return change.noise
               ? fmt::format("{:+.{}f} … {:+.{}f} {}", change.noise->low.value, decimals(change),
                             change.noise->high.value, decimals(change), change.unit())
               : "–";
}

std::string run_lines(const char* name, const ComparedRun& run) {
    const Reason* reason = report::worst_reason(run.verdict);
    std::string out = fmt::format("{}  {}  {}\n", name, oct::to_string(run.verdict.grade),
                                  reason != nullptr ? reason->text : run.verdict.headline);
    if (!run.plan.kept && !run.plan.shortfalls.empty())
        out += fmt::format("{}  {}  {}\n", name, oct::to_string(run.plan),
                           run.plan.shortfalls.front().text);
    return out;
}

// Figures of other loads differ whatever the target does.
std::string load_lines(const ComparedRun& before, const ComparedRun& after) {
    if (before.load == after.load || before.load.empty() || after.load.empty()) return "";
    return fmt::format("the loads differ: A has {}\n                  B has {}\n", before.load,
                       after.load);
}

constexpr std::string_view kMixed =
    "durations and rates are of failed transactions, too: version 0.1.0 did not tell them apart\n";

std::string names_line(std::string_view what, const std::vector<std::string>& names) {
    return names.empty() ? "" : fmt::format("{}: {}\n", what, fmt::join(names, ", "));
}

bool has_no_errors(const Change& change) {
    return change.measure == "errors" && base::plain(*change.before) == 0 &&
           base::plain(*change.after) == 0;
}

std::string line_of(const Change& change, bool statistics) {
    std::string line =
        fmt::format("  {:<8}{}{}{:>12}", change.measure, column(value_text(change.before)),
                    column(value_text(change.after)), change_text(change));
    if (statistics) line += fmt::format("  {:<20}", noise_text(change));
    line += fmt::format("  {}\n", word(change));
    if (change.departure) line += fmt::format("          B {}\n", change.departure->to_string());
    return line;
}

// The figures with the same reason are named together.
std::string untold_lines(const std::vector<const Change*>& shown) {
    std::vector<std::string> reasons;
    std::map<std::string, std::vector<std::string>> figures;
    for (const Change* change : shown) {
        if (change->untold.empty()) continue;
        auto& of = figures[change->untold];
        if (of.empty()) reasons.push_back(change->untold);
        if (std::find(of.begin(), of.end(), change->measure) == of.end())
            of.push_back(change->measure);
    }
    std::string out;
    for (const std::string& reason : reasons)
        out += fmt::format("{} cannot be told: {}\n", fmt::join(figures[reason], ", "), reason);
    return out;
}

constexpr std::string_view kMethod =
    "noise: the changes that run A makes of itself, 19 times of 20: how much the figure\n"
    "differs between stretches of run A, scaled to the lengths of both runs.\n";

}  // namespace

std::string Departure::to_string() const {
    const std::string there = oct::to_string(inside);
    const std::string elsewhere = oct::to_string(outside);
    const int decimals = to - from < std::chrono::seconds(1) ? 2 : 1;
    const std::string begin = fmt::format("{:.{}f} s", base::to_seconds(from), decimals);
    const std::string end = fmt::format("{:.{}f} s", base::to_seconds(to), decimals);
    switch (form) {
        case Form::Beginning:
            return fmt::format("until {}: {}, then {}", end, there, elsewhere);
        case Form::End:
            return fmt::format("from {} on: {}, before that {}", begin, there, elsewhere);
        case Form::Drift:
            return fmt::format("drifts from {} in the first fifth to {} in the last", elsewhere,
                               there);
        case Form::Within:
            break;
    }
    const auto* rate = std::get_if<PerSecond>(&inside);
    const bool outage = rate != nullptr && 10 * rate->value < std::get<PerSecond>(outside).value;
    return fmt::format("{}from {} to {}: {}, else {}", outage ? "has an outage " : "", begin, end,
                       there, elsewhere);
}

std::string Change::to_string() const {
    std::string out = measure;
    if (section != "All transactions" || !of_class.empty())
        out += fmt::format(" of {}", heading_of(*this));
    out += fmt::format(": {} → {}, {}", value_text(before), value_text(after), change_text(*this));
    if (noise) out += fmt::format(", where noise makes {}", noise_text(*this));
    if (departure) out += fmt::format("; B {}", departure->to_string());
    return out;
}

std::string Comparison::to_text(const ComparisonView& view) const {
    std::string out = run_lines("A", before) + run_lines("B", after);
    if (!refusal.empty()) return out + refusal + "\n";
    out += load_lines(before, after);
    if (mixed) out += kMixed;
    out += fmt::format("{:<10}{:>13}{:>13}{:>12}{}\n", "", "A", "B", "change",
                       view.statistics ? "  noise" : "");
    std::vector<const Change*> shown;
    std::string section;
    std::size_t within = 0;
    for (const Change& change : changes) {
        const bool all = change.of_class.empty() && change.section == changes.front().section;
        if (!view.all && !is_chief(change)) continue;
        if (!all && has_no_errors(change)) continue;
        if (!view.all && !all && !change.significant() && !change.departure) {
            ++within;
            continue;
        }
        if (std::string heading = heading_of(change); heading != section)
            out += (section = std::move(heading)) + "\n";
        out += line_of(change, view.statistics);
        shown.push_back(&change);
    }
    if (within != 0)
        out += fmt::format("{} more figures of timers and classes did not change beyond noise\n",
                           within);
    out += untold_lines(shown) + names_line("only in A", only_before) +
           names_line("only in B", only_after);
    return view.statistics ? out + std::string(kMethod) : out;
}

}  // namespace oct
