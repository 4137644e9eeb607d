// One place for all that comes out of a database and is shown.
#include "report/read/printable.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace oct::report {
namespace {

void clean(std::string& text, std::size_t max_bytes) {
    if (!base::is_clean(text, max_bytes)) text = sanitized(text, max_bytes);
}

// Lines stay lines.
std::string clean_lines(std::string_view text) {
    std::string out;
    for (bool first = true; !text.empty(); first = false) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (!first) out += '\n';
        out += sanitized(text.substr(0, end), std::string::npos);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// A name that needed no cleaning keeps it; of the others the first does.
void clean_sections(std::vector<Section>& sections) {
    std::set<std::string> taken;
    for (const Section& section : sections)
        if (sanitized(section.name, kMaxNameBytes) == section.name) taken.insert(section.name);
    std::map<std::string, unsigned> numbers;
    for (Section& section : sections) {
        const std::string name = sanitized(section.name, kMaxNameBytes);
        if (name == section.name) continue;
        section.name = name;
        while (!taken.insert(section.name).second)
            section.name =
                fmt::format("{} ({})", name, ++numbers.try_emplace(name, 1).first->second);
    }
}

void clean_turret(TurretStatus& turret) {
    for (std::string* text :
         {&turret.turret, &turret.uuid, &turret.status, &turret.script, &turret.load})
        clean(*text, kMaxNameBytes);
    clean(turret.reason, kMaxErrorBytes);
}

}  // namespace

void make_printable(Findings& findings) {
    Summary& summary = findings.summary;
    clean(summary.oct_version, kMaxNameBytes);
    clean_sections(summary.sections);
    for (TurretSummary& turret : summary.turrets) clean_turret(turret.record.last);
    for (ErrorCount& error : summary.error_messages) {
        clean(error.message, kMaxErrorBytes);
        clean(error.turret, kMaxNameBytes);
    }
    for (auto& [reason, count] : findings.rejected) clean(reason, kMaxErrorBytes);
    clean(summary.aborted_by, kMaxErrorBytes);
    if (!findings.run) return;
    clean(findings.run->host, kMaxNameBytes);
    findings.run->configuration = clean_lines(findings.run->configuration);
}

}  // namespace oct::report
