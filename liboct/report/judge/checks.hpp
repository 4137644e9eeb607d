// The one list of what is looked at before a measurement is trusted.
#pragma once

#include <oct/summary.hpp>
#include <oct/verdict.hpp>

#include "report/judge/same_of_turrets.hpp"

#include <string>
#include <utility>
#include <vector>

namespace oct::report {

/// A check and what it gives to the verdict. Its grade is that of its worst reason, so that a box
/// on the page cannot say anything else than the verdict.
struct Judged {
    Check check;
    std::vector<Reason> reasons{};

    /// Adds a reason. A remark (Valid) leaves the grade as it is.
    void add(Grade grade, std::string code, std::string text, Bearing bearing = Bearing::Nothing) {
        if (grade > check.grade.value_or(Grade::Valid)) check.grade = grade;
        reasons.push_back({grade, std::move(code), std::move(text), bearing});
    }
    /// One reason for all turrets of whom the same is said.
    void add_same(Grade grade, const std::string& code, std::vector<OfTurret> sentences,
                  Bearing bearing = Bearing::Nothing, Noun noun = {}) {
        for (std::string& text : same_of_turrets(std::move(sentences), noun))
            add(grade, code, std::move(text), bearing);
    }
};

/// Run, ledger, delivery, turrets, saturation, load, CPU, late starts, own cost, clock: always in
/// this order.
[[nodiscard]] std::vector<Judged> run_checks(const Summary& summary);

/// Whether all results arrived and could be taken: in delivery_check.cpp.
[[nodiscard]] Judged delivery_check(const Summary& summary);
/// What starts the transactions, and whether the cannons of a closed load were busy: in
/// load_check.cpp.
[[nodiscard]] Judged load_check(const Summary& summary);
/// A turret's closed load that was not: its free cannons waited for their turn on a loop.
[[nodiscard]] bool is_not_full(const TurretSummary& turret);
/// The checks of what the turrets say of themselves: in generator_checks.cpp.
[[nodiscard]] Judged cpu_check(const Summary& summary);
[[nodiscard]] Judged late_starts_check(const Summary& summary);
[[nodiscard]] Judged own_cost_check(const Summary& summary);

}  // namespace oct::report
