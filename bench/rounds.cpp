// Medians of interleaved rounds.
#include "rounds.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace oct::bench {

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Figure interleaved(Figure labels, int rounds, const std::function<double()>& figure,
                   const std::function<double()>& floor) {
    std::vector<double> figures;
    std::vector<double> floors;
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        floors.push_back(floor());
        figures.push_back(figure());
        ratios.push_back(figures.back() / floors.back());
    }
    labels.figure = median(figures);
    labels.floor = median(floors);
    labels.ratio = median(ratios);
    return labels;
}

}  // namespace oct::bench
