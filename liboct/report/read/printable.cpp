// One place for all that comes out of a database and is shown.
#include "report/read/printable.hpp"

#include <oct/sample.hpp>

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace oct::report {
namespace {

void clean(std::string& text, std::size_t max_bytes) {
    if (!base::is_clean(text, max_bytes)) text = base::sanitized(text, max_bytes);
}

// Lines stay lines.
std::string clean_lines(std::string_view text) {
    std::string out;
    for (bool first = true; !text.empty(); first = false) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (!first) out += '\n';
        out += base::sanitized(text.substr(0, end), std::string::npos);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

/// Names that can be shown, each another one: one that needed no cleaning keeps itself, of the
/// others the first does.
class CleanNames {
public:
    explicit CleanNames(const std::vector<std::string>& names) {
        std::set<std::string> taken;
        for (const std::string& name : names)
            if (base::sanitized(name, kMaxNameBytes) == name) taken.insert(name);
        std::map<std::string, unsigned> numbers;
        for (const std::string& name : names) {
            const std::string plain = base::sanitized(name, kMaxNameBytes);
            if (plain == name) continue;
            std::string& shown = shown_[name];
            shown = plain;
            while (!taken.insert(shown).second)
                shown =
                    fmt::format("{} ({})", plain, ++numbers.try_emplace(plain, 1).first->second);
        }
    }

    void apply(std::string& name) const {
        if (const auto found = shown_.find(name); found != shown_.end()) name = found->second;
    }

private:
    std::map<std::string, std::string> shown_;
};

// The same timer and the same class have the same name everywhere.
void clean_sections(Summary& summary) {
    std::vector<std::string> timers;
    std::vector<std::string> classes;
    for (const Section& section : summary.sections) timers.push_back(section.name);
    for (const ClassSummary& of : summary.classes) classes.push_back(of.name);
    const CleanNames clean_timers(timers);
    const CleanNames clean_classes(classes);
    const auto apply = [&](std::vector<Section>& sections) {
        for (Section& section : sections) {
            clean_timers.apply(section.name);
            clean_classes.apply(section.of_class);
        }
    };
    apply(summary.sections);
    apply(summary.responses);
    for (ClassSummary& of : summary.classes) {
        clean_classes.apply(of.name);
        apply(of.sections);
    }
    for (TurretSummary& turret : summary.turrets) clean_classes.apply(turret.of_class);
}

void clean_turret(TurretStatus& turret) {
    for (std::string* text : {&turret.name, &turret.of_class, &turret.uuid, &turret.status,
                              &turret.script, &turret.load})
        clean(*text, kMaxNameBytes);
    clean(turret.reason, kMaxErrorBytes);
    clean(turret.remarks, kMaxErrorBytes);
}

}  // namespace

void make_printable(Findings& findings) {
    Summary& summary = findings.summary;
    clean(summary.oct_version, kMaxNameBytes);
    clean_sections(summary);
    for (TurretSummary& turret : summary.turrets) {
        clean_turret(turret);
        clean(turret.end, kMaxErrorBytes);
    }
    for (ErrorCount& error : summary.error_messages) {
        clean(error.message, kMaxErrorBytes);
        clean(error.turret, kMaxNameBytes);
    }
    for (auto& [reason, count] : findings.rejected) clean(reason, kMaxErrorBytes);
    clean(summary.aborted_by, kMaxErrorBytes);
    clean(summary.stopped_by, kMaxNameBytes);
    for (auto& [timer, count] : summary.bad_values) clean(timer, kMaxNameBytes);
    for (std::string& failure : summary.hook_failures) clean(failure, kMaxErrorBytes);
    if (!findings.run) return;
    clean(findings.run->host, kMaxNameBytes);
    findings.run->configuration = clean_lines(findings.run->configuration);
}

}  // namespace oct::report
