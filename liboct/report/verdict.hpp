// What a reader has to know before the first number: may these figures be trusted?
#pragma once

#include <oct/summary.hpp>

#include <string>
#include <vector>

namespace oct {

/// A headline with its reasons.
struct Verdict {
    enum class Grade { Good, Suspect, Invalid, Empty };

    Grade grade = Grade::Good;
    std::string headline;
    std::vector<std::string> reasons;
};

[[nodiscard]] Verdict verdict_of(const Summary& summary);

}  // namespace oct
