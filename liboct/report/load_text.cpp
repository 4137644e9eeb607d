// Each model once, however many turrets share it.
#include "report/load_text.hpp"

#include <set>

namespace oct {

std::string load_text(const Summary& summary) {
    std::set<std::string> seen;
    std::string text;
    for (const TurretSummary& turret : summary.turrets) {
        const std::string& load = turret.record.last.load;
        if (load.empty() || !seen.insert(load).second) continue;
        text += (text.empty() ? "" : "; ") + load;
    }
    return text;
}

}  // namespace oct
