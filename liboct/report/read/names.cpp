// Long lists of names are cut.
#include "report/read/names.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oct::report {
namespace {

constexpr std::size_t kNamesShown = 20;

}  // namespace

std::vector<std::string_view> class_names(const Summary& summary) {
    std::vector<std::string_view> names;
    const auto add = [&](std::string_view name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const TurretSummary& turret : summary.turrets) add(turret.class_name());
    for (const ClassSummary& of : summary.classes) add(of.name);
    return names;
}

bool is_only_class(const Summary& summary, std::string_view name) {
    const auto names = class_names(summary);
    return summary.classes.empty() && std::find(names.begin(), names.end(), name) != names.end();
}

std::string no_such_name(std::string_view kind, std::string_view wanted,
                         const std::vector<std::string_view>& names) {
    if (names.empty()) return fmt::format("no {} has that name; none was recorded", kind);
    const std::string meant = base::did_you_mean(wanted, names);
    const std::size_t shown = std::min(names.size(), kNamesShown);
    return fmt::format(
        "no {} has that name{}; seen: {}{}", kind,
        meant.empty() ? "" : fmt::format(" (did you mean {}?)", meant),
        fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
        shown < names.size() ? " …" : "");
}

}  // namespace oct::report
