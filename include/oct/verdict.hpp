// The verdict on the measurement itself: may the figures of a run be trusted?
#pragma once

#include <oct/export.hpp>

#include <optional>
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

/// One kind of evidence, and what came of looking at it.
struct Check {
    std::string name;  ///< Run, Ledger, Delivery, Turrets, …
    std::optional<Grade>
        grade;          ///< nothing: it was not measured, or speaks neither for nor against
    std::string value;  ///< what was found, in two or three words
    std::string note;   ///< the rest of it, in a line
};

/// A grade with its reasons. Every page, file and line on the console has them from here.
///
/// Threading:  value.
struct Verdict {
    Grade grade = Grade::Valid;
    std::string headline;
    std::vector<Check> checks;    ///< always the same ones in the same order, the good ones too
    std::vector<Reason> reasons;  ///< of the checks, in their order
};

}  // namespace oct
