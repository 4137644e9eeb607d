// The verdict on the measurement itself: may the figures of a run be trusted?
#pragma once

#include <oct/export.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// Valid: every transaction is accounted for and nothing disturbed the measurement. Suspect: read
/// the figures with care. Invalid: results that were measured are missing.
enum class Grade { Valid, Suspect, Invalid };

/// "VALID", "SUSPECT", "INVALID".
[[nodiscard]] OCT_EXPORT std::string_view to_string(Grade grade) noexcept;

/// One thing that a reader has to know before the first number.
struct Reason {
    Grade grade = Grade::Valid;  ///< what it makes of the run; Valid: a remark
    std::string code;            ///< one word for programs: ledger, lost, turret, clock, …
    std::string text;            ///< a sentence for people
};

/// A grade with its reasons.
///
/// Threading:  value.
struct OCT_EXPORT Verdict {
    Grade grade = Grade::Valid;
    std::string headline;
    std::vector<Reason> reasons;

    /// Adds a reason; the worst one is the grade.
    void add(Grade worst, std::string code, std::string text);
};

}  // namespace oct
