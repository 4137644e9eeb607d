// Figures, and how they are taken: interleaved rounds, medians, so that noise hits both sides.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace oct::bench {

/// One line of the output; ratio = figure / floor, smaller is better.
struct Figure {
    std::string group;
    std::string name;
    double figure = 0;
    std::string unit;
    double floor = 0;
    double ratio = 0;
    std::string goal;  ///< in words: "ratio <= 1.6"
};

/// How much work a benchmark does: all of it, or just enough to see that it works.
struct Effort {
    int rounds = 11;
    double scale = 1;  ///< of the iterations
};

/// Runs both in turn, `rounds` times; medians of each side and of the ratios round by round.
Figure interleaved(Figure labels, int rounds, const std::function<double()>& figure,
                   const std::function<double()>& floor);

[[nodiscard]] double median(std::vector<double> values);
/// CPU seconds (user and system) of this process so far, all threads.
[[nodiscard]] double cpu_seconds();

std::vector<Figure> csv(const Effort& effort);
std::vector<Figure> engine(const Effort& effort);
std::vector<Figure> million(const Effort& effort);  ///< of group engine
std::vector<Figure> timer_structures(const Effort& effort);
std::vector<Figure> open_load(const Effort& effort);
std::vector<Figure> hq(const Effort& effort);
std::vector<Figure> results_into_histograms(const Effort& effort);  ///< of group hq
std::vector<Figure> store(const Effort& effort);
std::vector<Figure> report(const Effort& effort);
std::vector<Figure> wire_forms(const Effort& effort);

}  // namespace oct::bench
