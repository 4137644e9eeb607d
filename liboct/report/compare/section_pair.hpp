// A section in two runs: what changed, and what of it is noise.
#pragma once

#include <oct/compare.hpp>

#include "report/compare/figure_series.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oct::report {

/// One section of a run, with the durations of its intervals where there are any.
struct SectionOfRun {
    const Summary& summary;
    const Section& section;
    const GraphData* data = nullptr;
};

/// Threading:  value. Ownership: refers to both runs.
class SectionPair {
public:
    SectionPair(const SectionOfRun& before, const SectionOfRun& after);

    /// `of_class`: that both sections are of; empty: of all classes.
    [[nodiscard]] Change change(const Figure& figure, std::string_view of_class) const;

private:
    void judge(const Figure& figure, Change& change) const;
    [[nodiscard]] std::string missing(const Change& change) const;
    [[nodiscard]] std::string too_few(const Figure& figure) const;
    [[nodiscard]] Noise noise(const Figure& figure, const FigureSeries& series) const;
    [[nodiscard]] double least_variance(const Figure& figure) const;

    const Section& before_;
    const Section& after_;
    Course course_before_;
    Course course_after_;
    bool same_intervals_;
    std::size_t length_;              // of a stretch, in intervals
    std::vector<Stretch> stretches_;  // of the first run
};

}  // namespace oct::report
