// The measurement's own health, one line for each kind of evidence.
#pragma once

#include <oct/summary.hpp>

#include <string>
#include <vector>

namespace oct::report {

/// What was checked and what came of it; the grade is "good", "suspect", "invalid" or "unknown".
struct QualityCheck {
    std::string name;
    std::string grade;
    std::string value;
    std::string note;
};

[[nodiscard]] std::vector<QualityCheck> quality_checks(const Summary& summary);

}  // namespace oct::report
