// What a run answers, and the table of docs/limits.md that says what each kind of run answers.
#pragma once

#include <map>
#include <string>

namespace oct::testing {

/// Of one run; "–" where it does not answer.
struct Answers {
    std::string limits{};
    std::string figures{};
    std::string plan{};
    std::string code{};
    std::string line{};  ///< the first one on the console; as documented: "…" stands for any text
    std::string excuse{};  ///< why this run is none of its kind; or empty

    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool fit(const Answers& documented) const;
};

/// The rows of the section "What a run says when something is wrong".
[[nodiscard]] std::map<std::string, Answers> documented_answers();

}  // namespace oct::testing
