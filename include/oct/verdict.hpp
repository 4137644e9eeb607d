// The three answers that a run gives: did the target keep its limits, may the figures be trusted,
// and did the run do what was planned? And why it ended.
#pragma once

#include <oct/export.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// Did the target keep its limits? Inconclusive: what the run says for or against a limit has a
/// cause that is not the target's. A run of which no transaction succeeded has Failed, also without
/// limits.
enum class Outcome { NoLimits, Passed, Failed, Inconclusive };

/// "NO LIMITS", "PASSED", "FAILED", "INCONCLUSIVE".
[[nodiscard]] OCT_EXPORT std::string_view to_string(Outcome outcome) noexcept;

/// May the figures be trusted?
///
/// Valid: every transaction is accounted for and nothing disturbed the measurement. Suspect: read
/// the figures with care. Invalid: results that were measured are missing, or nothing was
/// measured.
enum class Grade { Valid, Suspect, Invalid };

/// "VALID", "SUSPECT", "INVALID".
[[nodiscard]] OCT_EXPORT std::string_view to_string(Grade grade) noexcept;

/// What a doubt means for limits.
enum class Bearing {
    Nothing,
    Lengthens,  ///< the target looks slower than it is: a limit that is kept is kept
    Hides,      ///< the slowest are not in the figures: a limit that is missed is missed
    LessLoad,   ///< the target had it easier than planned: a limit that is missed is missed
    NotFull,    ///< LessLoad and Lengthens: waits of the turret's own are in the times as well
    Anything    ///< it may have gone either way
};

/// One thing that a reader has to know before the first number.
struct Reason {
    Grade grade = Grade::Valid;  ///< what it makes of the run; Valid: a remark
    std::string code;            ///< one word for programs: ledger, lost, turret, clock, …
    std::string text;            ///< a sentence for people
    Bearing bearing = Bearing::Nothing;
};

/// One kind of evidence, and what came of looking at it.
struct Check {
    std::string name;  ///< Run, Ledger, Delivery, Turrets, …
    std::optional<Grade>
        grade;          ///< nothing: it was not measured, or speaks neither for nor against
    std::string value;  ///< what was found, in two or three words
    std::string note;   ///< the rest of it, in a line
};

/// Why a run did less than its plan.
struct Shortfall {
    std::string code;     ///< one word for programs: cannons, turrets, left, crashed, cut, …
    std::string text;     ///< a sentence for people
    bool breaks = false;  ///< the plan was not kept because of it; else it is a remark
};

/// Why a run ended.
enum class RunEnd {
    TimeOver,
    Fulfilled,     ///< before its time: every turret had fired all that its plan asked for
    Interrupted,   ///< by the stop token
    Limit,         ///< by a limit with `abort`
    NoTurretLeft,  ///< before its time: all have left, given up or are lost
};

/// "time over", "plan fulfilled", "interrupted", "limit", "no turret left".
[[nodiscard]] OCT_EXPORT std::string_view to_string(RunEnd end) noexcept;

/// Did the run do what was planned? Counted is what the load generators owed, whatever the target
/// did: starts that were skipped because the target was slow are not missing here.
///
/// Threading:  value.
struct Fulfilment {
    bool kept = true;  ///< 99 % of what was planned, and no turret crashed or gave up
    std::uint64_t planned_turrets = 0;
    std::uint64_t turrets = 0;  ///< that took part
    std::uint64_t planned_cannons = 0;
    std::uint64_t cannons = 0;          ///< that were made and started
    double planned_cannon_seconds = 0;  ///< of closed loads
    double cannon_seconds = 0;
    double planned_arrivals = 0;  ///< of open loads
    double arrivals = 0;
    std::string text;  ///< planned and actual in a line: "3 of 20 cannons"
    std::vector<Shortfall> shortfalls;
};

/// "KEPT", "NOT KEPT".
[[nodiscard]] OCT_EXPORT std::string_view to_string(const Fulfilment& plan) noexcept;

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
