// A comparison as a table and as JSON.
#include <oct/clock.hpp>
#include <oct/compare.hpp>

#include "base/json.hpp"
#include "base/quantity.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace oct {
namespace {

constexpr unsigned kSchema = 1;

std::string heading_of(const Change& change) {
    return change.of_class.empty() ? change.section
                                   : fmt::format("{} [{}]", change.section, change.of_class);
}

std::string_view word(const Change& change) {
    if (!change.low) return "";
    if (!change.significant()) return "within noise";
    return change.worse() ? "WORSE" : "better";
}

std::string interval_text(const Change& change) {
    return change.low ? fmt::format("{:+.1f} … {:+.1f}", change.low->value, change.high->value)
                      : "too few intervals to tell";
}

void names_line(std::string& out, std::string_view what, const std::vector<std::string>& names) {
    if (!names.empty()) out += fmt::format("{}: {}\n", what, fmt::join(names, ", "));
}

std::string verdict_line(const char* run, const Verdict& verdict) {
    return fmt::format("{}  {}  {}\n", run, to_string(verdict.grade), verdict.headline);
}

std::string verdict_json(const Verdict& verdict) {
    std::string out = fmt::format("{{\"grade\":\"{}\",\"headline\":", to_string(verdict.grade));
    base::append_json_string(out, verdict.headline);
    return out + "}";
}

std::string list_json(const std::vector<std::string>& names) {
    std::string out = "[";
    for (const std::string& name : names) {
        if (out.size() > 1) out += ',';
        base::append_json_string(out, name);
    }
    return out + "]";
}

}  // namespace

std::string Comparison::to_text() const {
    std::string out = verdict_line("A", verdict_before) + verdict_line("B", verdict_after);
    out +=
        fmt::format("{:<10}{:>13}{:>13}{:>11}  {:<18}\n", "", "A", "B", "change", "95 % interval");
    std::string section;
    for (const Change& change : changes) {
        if (std::string heading = heading_of(change); heading != section)
            out += (section = std::move(heading)) + "\n";
        const char* unit = change.measure == "errors" ? "pp" : "%";
        out += fmt::format("  {:<8}{:>13}{:>13}{:>+8.1f} {:<2}  {:<18}{}\n", change.measure,
                           to_string(change.before), to_string(change.after), change.change.value,
                           unit, interval_text(change), word(change));
    }
    names_line(out, "only in A", only_before);
    names_line(out, "only in B", only_after);
    return out;
}

std::string Comparison::to_json() const {
    std::string out =
        fmt::format("{{\"schema\":{},\"verdict_before\":{},\"verdict_after\":{},\"changes\":[",
                    kSchema, verdict_json(verdict_before), verdict_json(verdict_after));
    for (const Change& change : changes) {
        if (&change != changes.data()) out += ',';
        out += "{\"section\":";
        base::append_json_string(out, change.section);
        if (!change.of_class.empty()) {
            out += ",\"class\":";
            base::append_json_string(out, change.of_class);
        }
        out += fmt::format(
            ",\"measure\":\"{}\",\"before\":{},\"after\":{},\"change\":{},\"low\":{},\"high\":{},"
            "\"significant\":{},\"worse\":{}}}",
            change.measure, base::plain(change.before), base::plain(change.after),
            change.change.value, change.low ? fmt::format("{}", change.low->value) : "null",
            change.high ? fmt::format("{}", change.high->value) : "null", change.significant(),
            change.worse());
    }
    return out + fmt::format("],\"only_before\":{},\"only_after\":{}}}", list_json(only_before),
                             list_json(only_after));
}

}  // namespace oct
