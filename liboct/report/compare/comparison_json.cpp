// A comparison as JSON, for other programs.
#include <oct/compare.hpp>

#include "base/json.hpp"
#include "base/quantity.hpp"
#include "base/seconds.hpp"

#include <fmt/format.h>

namespace oct {
namespace {

std::string text_json(std::string_view text) {
    std::string out;
    base::append_json_string(out, text);
    return out;
}

std::string verdict_json(const Verdict& verdict) {
    return fmt::format("{{\"grade\":\"{}\",\"headline\":{}}}", to_string(verdict.grade),
                       text_json(verdict.headline));
}

std::string plan_json(const Fulfilment& plan) {
    return fmt::format("{{\"answer\":\"{}\",\"text\":{}}}", to_string(plan), text_json(plan.text));
}

std::string list_json(const std::vector<std::string>& names) {
    std::string out = "[";
    for (const std::string& name : names) {
        if (out.size() > 1) out += ',';
        base::append_json_string(out, name);
    }
    return out + "]";
}

std::string number_json(const std::optional<Quantity>& value) {
    return value ? fmt::format("{}", base::plain(*value)) : "null";
}

std::string_view form_json(Departure::Form form) {
    switch (form) {
        case Departure::Form::Beginning:
            return "beginning";
        case Departure::Form::Within:
            return "within";
        case Departure::Form::End:
            return "end";
        case Departure::Form::Drift:
            return "drift";
    }
    return "";
}

std::string departure_json(const std::optional<Departure>& departure) {
    if (!departure) return "null";
    return fmt::format("{{\"form\":\"{}\",\"from\":{},\"to\":{},\"inside\":{},\"outside\":{}}}",
                       form_json(departure->form), base::to_seconds(departure->from),
                       base::to_seconds(departure->to), base::plain(departure->inside),
                       base::plain(departure->outside));
}

std::string change_json(const Change& change) {
    std::string out = "{\"section\":" + text_json(change.section);
    if (!change.of_class.empty()) out += ",\"class\":" + text_json(change.of_class);
    std::optional<Quantity> size;
    std::optional<Quantity> low;
    std::optional<Quantity> high;
    if (change.change) size = *change.change;
    if (change.noise) low = change.noise->low;
    if (change.noise) high = change.noise->high;
    out += fmt::format(
        ",\"measure\":\"{}\",\"before\":{},\"after\":{},\"change\":{},\"noise_low\":{},"
        "\"noise_high\":{},\"untold\":{},\"departure\":{},\"significant\":{},\"worse\":{}}}",
        change.measure, number_json(change.before), number_json(change.after), number_json(size),
        number_json(low), number_json(high),
        change.untold.empty() ? "null" : text_json(change.untold), departure_json(change.departure),
        change.significant(), change.worse());
    return out;
}

}  // namespace

std::string Comparison::to_json() const {
    std::string out = fmt::format(
        "{{\"schema\":{},\"verdict_before\":{},\"verdict_after\":{},\"plan_before\":{},"
        "\"plan_after\":{},\"load_before\":{},\"load_after\":{},\"mixed\":{},\"refusal\":{},"
        "\"changes\":[",
        kComparisonSchema, verdict_json(before.verdict), verdict_json(after.verdict),
        plan_json(before.plan), plan_json(after.plan), text_json(before.load),
        text_json(after.load), mixed, refusal.empty() ? "null" : text_json(refusal));
    for (const Change& change : changes) {
        if (&change != changes.data()) out += ',';
        out += change_json(change);
    }
    return out + fmt::format("],\"only_before\":{},\"only_after\":{}}}", list_json(only_before),
                             list_json(only_after));
}

}  // namespace oct
