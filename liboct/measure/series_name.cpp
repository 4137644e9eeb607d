// Which series limits ask for.
#include "measure/series_name.hpp"

#include <algorithm>

namespace oct::measure {

bool asked_for(const SeriesName& name, const std::vector<SeriesName>& wanted) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const SeriesName& one) {
        return one.timer == name.timer && (!one.of_class || one.of_class == name.of_class);
    });
}

std::vector<SeriesName> responses_of(const std::vector<Limit>& limits) {
    std::vector<SeriesName> names;
    for (const Limit& limit : limits) {
        if (!limit.response || limit.timer.empty()) continue;
        SeriesName name{SeriesKind::Response, limit.timer};
        if (!limit.of_class.empty()) name.of_class = limit.of_class;
        names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace oct::measure
