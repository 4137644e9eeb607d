// What decides comes first; each cause knows its remedy.
#include "report/judge/headline.hpp"

#include "base/text.hpp"
#include "report/judge/verdict.hpp"
#include "report/read/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace oct::report {
namespace {

using State = LimitResult::State;

constexpr std::size_t kMessageShown = 60;

std::string next_for(const Summary& summary, const std::string& code) {
    if (code == "lost" && summary.unstored != 0)
        return "look at the disk and the database of the results, of which the log says more, and "
               "run again";
    if (code == "in_flight" ||
        (summary.ledger.in_flight != 0 && (code == "empty" || code == "lost")))
        return "look at the target, or at the transaction: some of them never returned";
    if (code == "lost" || code == "ledger" || code == "drain")
        return "look at the network between turrets and headquarters, and at the log, and run "
               "again";
    if (code == "empty" && summary.warmup_results != 0)
        return "make run_time longer, or warmup shorter, in config.json";
    if (code == "empty") return "look at the log of the turrets";
    if (code == "generator" || code == "late_starts")
        return "give the turrets more CPU, or use more of them, and run again";
    if (code == "not_full")
        return "give the turrets more loop_threads, or use more of them, and run again";
    if (code == "nameless")
        return "let who sends them say turret_name (docs/protocol.md), and run again";
    if (code == "turret") return "look at the turrets, and run again";
    if (code == "skipped") return "use more cannons, or a lower rate, and run again";
    if (code == "unverified") return "let these turrets send a final count (docs/protocol.md)";
    if (code == "clock") return "leave the clock of the headquarters alone, and run again";
    return "run again";
}

std::string next_for(const Shortfall& shortfall) {
    if (shortfall.code == "cannons") return "look at the constructor of the transaction";
    if (shortfall.code == "cut")
        return "make run_time longer, or ramp-up and stages shorter, in config.json";
    if (shortfall.code == "turrets") return "start all turrets, and run again";
    if (shortfall.code == "left")
        return "look at what told it to leave: a scheduler, a shutdown, a person";
    if (shortfall.code == "crashed" && shortfall.text.find("SIGKILL") != std::string::npos)
        return "look at what killed it: the system does when it lacks memory";
    if (shortfall.code == "crashed") return "look at the turret's output and at its script";
    if (shortfall.code == "gave_up") return "look at the turret that gave up";
    if (shortfall.code == "late") return "give the turrets more CPU, or use more of them";
    if (shortfall.code == "began_late")
        return "use fewer turrets, or spread them over more machines, and run again";
    if (shortfall.code == "not_begun") return "run again";
    return "look at the machines of the turrets, and run again";
}

// What most of the failures said.
std::string message_text(const Summary& summary) {
    if (summary.error_messages.empty()) return {};
    return fmt::format(", {}\"{}\"", summary.error_messages.size() > 1 ? "mostly " : "",
                       base::sanitized(summary.error_messages.front().message, kMessageShown));
}

std::string failures_text(const Summary& summary) {
    std::string text = fmt::format("{} of {} transactions failed", base::count_text(summary.errors),
                                   base::count_text(summary.transactions));
    if (summary.errors == summary.transactions)
        text = summary.transactions == 1
                   ? "the only transaction failed"
                   : fmt::format("all {} transactions failed", base::count_text(summary.errors));
    return text + message_text(summary);
}

// What the load generators lack looks like an error of the target.
std::string next_for_failures(const Summary& summary) {
    const auto& messages = summary.error_messages;
    if (!messages.empty() &&
        messages.front().message.find("Too many open files") != std::string::npos)
        return "raise the limit of open files of the turrets (ulimit -n), and run again";
    return "look at the target";
}

std::string result_text(const LimitResult& result) {
    const std::string limit = result.limit.condition();
    if (result.measured) return fmt::format("{} (measured {})", limit, to_string(*result.measured));
    return result.detail.empty() ? limit : fmt::format("{} ({})", limit, result.detail);
}

template <class Is>
std::string limits_text(const Summary& summary, std::string_view what, Is is) {
    const auto& limits = summary.limits;
    const auto count = static_cast<std::size_t>(std::count_if(limits.begin(), limits.end(), is));
    const auto first = std::find_if(limits.begin(), limits.end(), is);
    if (count == 1) return fmt::format("{} was {}", result_text(*first), what);
    return fmt::format("{} of {} limits were {}, first {}", count, limits.size(), what,
                       result_text(*first));
}

bool missed(const LimitResult& result) {
    return result.state == State::Missed && result.doubt.empty();
}

bool is_on_errors(const Limit& limit) {
    return limit.measure == Limit::Measure::Errors || limit.measure == Limit::Measure::ErrorShare;
}

// A limit on a timer says nothing of other transactions, one on a class nothing of other classes.
bool errors_are_limited(const Summary& summary, const std::string& of_class) {
    return std::any_of(summary.limits.begin(), summary.limits.end(),
                       [&](const LimitResult& result) {
                           const Limit& limit = result.limit;
                           return is_on_errors(limit) && limit.timer.empty() &&
                                  (limit.of_class.empty() || limit.of_class == of_class);
                       });
}

// Failures of one in a hundred that no limit looks at, of the run or of a class; empty: none.
std::string unjudged_failures(const Summary& summary) {
    const auto many = [](std::uint64_t errors, std::uint64_t all) {
        return errors != 0 && errors * 100 >= all;
    };
    if (many(summary.errors, summary.transactions) && summary.classes.empty() &&
        !errors_are_limited(summary, {}))
        return failures_text(summary);
    for (const ClassSummary& one : summary.classes) {
        const Section& all = one.sections.front();
        if (many(all.errors, all.ended()) && !errors_are_limited(summary, one.name))
            return fmt::format("{} of {} transactions of {} failed{}", base::count_text(all.errors),
                               base::count_text(all.ended()), one.name,
                               all.errors == summary.errors ? message_text(summary) : "");
    }
    return {};
}

Headline failed(const Summary& summary) {
    const bool none = summary.errors == summary.transactions;
    const bool dead = none && summary.transactions != 0;
    if (dead) return {Tone::Bad, "FAILED", failures_text(summary), next_for_failures(summary)};
    Headline headline{Tone::Bad, "FAILED", limits_text(summary, "missed", missed),
                      "look at the target"};
    const bool by_errors =
        summary.errors != 0 &&
        std::any_of(summary.limits.begin(), summary.limits.end(), [](const LimitResult& result) {
            return missed(result) && is_on_errors(result.limit);
        });
    if (by_errors) {
        headline.cause += ": " + failures_text(summary);
        headline.next = next_for_failures(summary);
    }
    return headline;
}

Headline inconclusive(const Summary& summary) {
    const auto doubted = [](const LimitResult& result) { return !result.doubt.empty(); };
    const auto missed_too = [](const LimitResult& result) {
        return !result.doubt.empty() && result.state == State::Missed;
    };
    const auto& limits = summary.limits;
    const bool some_missed = std::any_of(limits.begin(), limits.end(), missed_too);
    const auto first = std::find_if(limits.begin(), limits.end(), doubted);
    const std::string text =
        some_missed
            ? limits_text(summary, "missed, and perhaps not because of the target", missed_too)
            : limits_text(summary, "kept, but might not have been", doubted);
    const Reason* reason = worst_reason(summary.verdict);
    Headline headline{Tone::Doubtful, "INCONCLUSIVE", text, "run again"};
    if (first != limits.end()) headline.cause += ": " + first->doubt;
    if (reason != nullptr) headline.next = next_for(summary, reason->code);
    return headline;
}

// Nothing stands against the run, or only failures that no limit judges.
Headline fine(const Summary& summary) {
    const std::string failures = unjudged_failures(summary);
    const bool unjudged = !failures.empty();
    const std::string ended =
        unjudged ? failures + ", and no limit says how many may"
                 : fmt::format("{} transactions, {} failed", base::count_text(summary.transactions),
                               base::count_text(summary.errors));
    Headline headline{Tone::Good, std::string(to_string(summary.outcome)), ended, ""};
    const auto& limits = summary.limits;
    if (!limits.empty())
        headline.cause =
            fmt::format("{} kept; {}{}",
                        limits.size() == 1 ? result_text(limits.front()) + " was"
                                           : fmt::format("all {} limits were", limits.size()),
                        unjudged ? "but " : "", ended);
    else if (!unjudged)
        headline.cause += "; no limit was set to judge them by";
    if (!unjudged) return headline;
    headline.tone = Tone::Doubtful;
    headline.next = next_for_failures(summary) + ", and set a limit like \"errors < 1%\"";
    return headline;
}

std::string stopped_text(const Summary& summary) {
    if (summary.run_time.count() == 0) return "before the run began, so nothing was measured";
    return fmt::format("{}before its time was over, after {} s of {} s",
                       summary.stopped_by.empty() ? "" : "by " + summary.stopped_by + ", ",
                       seconds_text(summary.run_time), seconds_text(summary.planned_time));
}

std::optional<Headline> about_the_run(const Summary& summary) {
    if (summary.interrupted && summary.aborted_by.empty())
        return Headline{Tone::Doubtful, "STOPPED", stopped_text(summary), ""};
    for (const LimitResult& result : summary.limits)
        if (result.state == State::Unknown)
            return Headline{Tone::Bad, "UNKNOWN LIMIT",
                            result.limit.condition() + ": " + result.detail, "correct the limit"};
    if (summary.verdict.grade == Grade::Invalid) {
        const Reason* reason = worst_reason(summary.verdict);
        const auto& shortfalls = summary.plan.shortfalls;
        if (reason->code == "empty" && !shortfalls.empty() && shortfalls.front().breaks)
            return Headline{Tone::Bad, "INVALID", shortfalls.front().text,
                            next_for(shortfalls.front())};
        return Headline{Tone::Bad, "INVALID", reason->text, next_for(summary, reason->code)};
    }
    if (!summary.plan.kept)
        return Headline{Tone::Bad, "NOT KEPT", summary.plan.shortfalls.front().text,
                        next_for(summary.plan.shortfalls.front())};
    return std::nullopt;
}

std::string limits_answer(const Summary& summary) {
    const auto& limits = summary.limits;
    if (limits.empty())
        return summary.outcome == Outcome::Failed ? "no transaction succeeded" : "none was set";
    const auto count = [&](auto is) { return std::count_if(limits.begin(), limits.end(), is); };
    const auto bad = count([](const LimitResult& r) { return r.state != State::Met; });
    const auto doubted = count([](const LimitResult& r) { return !r.doubt.empty(); });
    std::string text = bad == 0 ? fmt::format("all {} kept", limits.size())
                                : fmt::format("{} of {} missed", bad, limits.size());
    if (doubted != 0) text += fmt::format(", {} of them inconclusive", doubted);
    return text;
}

Tone tone_of(Outcome outcome) {
    return outcome == Outcome::Failed         ? Tone::Bad
           : outcome == Outcome::Inconclusive ? Tone::Doubtful
                                              : Tone::Good;
}

Tone tone_of(Grade grade) {
    return grade == Grade::Invalid   ? Tone::Bad
           : grade == Grade::Suspect ? Tone::Doubtful
                                     : Tone::Good;
}

}  // namespace

Headline headline_of(const Summary& summary) {
    if (auto headline = about_the_run(summary)) return *headline;
    if (summary.outcome == Outcome::Failed) return failed(summary);
    if (summary.outcome == Outcome::Inconclusive) return inconclusive(summary);
    Headline headline = fine(summary);
    const Reason* reason = worst_reason(summary.verdict);
    if (headline.tone == Tone::Good && reason != nullptr)
        return {Tone::Doubtful, headline.word, headline.cause + "; but " + reason->text,
                next_for(summary, reason->code)};
    return headline;
}

std::string Headline::text() const {
    std::string out = word + ": " + cause;
    if (!out.ends_with('.')) out += '.';
    if (!next.empty()) out += " Next: " + next + '.';
    return out;
}

std::vector<Answer> answers_of(const Summary& summary) {
    return {{"limits", std::string(to_string(summary.outcome)), limits_answer(summary),
             tone_of(summary.outcome)},
            {"figures", std::string(to_string(summary.verdict.grade)), summary.verdict.headline,
             tone_of(summary.verdict.grade)},
            {"plan", std::string(to_string(summary.plan)), summary.plan.text,
             summary.plan.kept ? Tone::Good : Tone::Bad}};
}

std::vector<std::string> remarks_of(const Summary& summary) {
    std::vector<std::string> remarks;
    const auto add = [&](const std::string& text) {
        if (summary.headline.find(text) == std::string::npos) remarks.push_back(text);
    };
    for (const Shortfall& shortfall : summary.plan.shortfalls) add(shortfall.text);
    for (const Reason& reason : summary.verdict.reasons) add(reason.text);
    return remarks;
}

}  // namespace oct::report
