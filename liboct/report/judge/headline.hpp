// The answers of a run in one sentence: what came out, why, and who has to act.
#pragma once

#include <oct/summary.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oct::report {

/// How the page, the console and the annotations show a headline.
enum class Tone { Good, Doubtful, Bad };

/// Threading:  value.
struct Headline {
    Tone tone = Tone::Good;
    std::string word;   ///< the answer that counts most: FAILED, NOT KEPT, …
    std::string cause;  ///< a sentence
    std::string next;   ///< what to do now, and so by whom; empty: nothing

    /// "FAILED: cause. Next: …"
    [[nodiscard]] std::string text() const;
};

/// Of a summary that is judged. The first cause counts that decides the exit code (exit_code()).
///
/// Never Good: a limit that is missed or not certainly kept, figures that are suspect, a plan that
/// was not kept, and 1 % of failed transactions of which no limit says how many may fail.
[[nodiscard]] Headline headline_of(const Summary& summary);

/// Of the three answers, each with its words: "FAILED", "1 of 4 limits missed".
struct Answer {
    std::string_view question;  ///< limits, figures, plan
    std::string word;
    std::string text;
    Tone tone = Tone::Good;
};
[[nodiscard]] std::vector<Answer> answers_of(const Summary& summary);

/// What speaks against plan and figures, sentence by sentence, but for what the headline says.
[[nodiscard]] std::vector<std::string> remarks_of(const Summary& summary);

}  // namespace oct::report
