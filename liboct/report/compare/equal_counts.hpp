// As many durations in an interval of both runs, so that high percentiles can be compared.
#pragma once

#include "report/read/findings.hpp"

namespace oct::report {

/// Makes the statistics of the intervals of each section those of equally many durations a second:
/// of the run that has more, a part is chosen at random, the same one each time. The counts of the
/// intervals stay what they were.
///
/// A sample percentile, and most of all the maximum, has another expectation with another number of
/// values; that of a smaller sample can be had from the larger one by leaving values out at random
/// (rarefaction: H. Sanders, "Marine benthic diversity", The American Naturalist 102, 1968).
void equalize_counts(Findings& before, Findings& after);

}  // namespace oct::report
