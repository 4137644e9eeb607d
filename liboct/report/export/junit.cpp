// JUnit XML as Jenkins, GitLab and GitHub actions read it (the schema of the Jenkins xUnit plugin).
#include <oct/summary.hpp>

#include "base/text.hpp"

#include <fmt/format.h>

#include <ctime>

namespace oct {
namespace {

// The two characters that UTF-8 has and XML 1.0 has not.
std::string without_non_characters(std::string text) {
    for (const std::string_view bad : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        for (auto at = text.find(bad); at != std::string::npos; at = text.find(bad, at))
            text.replace(at, bad.size(), "?");
    return text;
}

std::string escaped(std::string_view text) {
    std::string out;
    const std::string clean = without_non_characters(base::sanitized(text, std::string::npos));
    for (const char c : clean) switch (c) {
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    return out;
}

// Lines stay lines: base::sanitized() would make spaces of their ends.
std::string escaped_lines(std::string_view text) {
    std::string out;
    for (; !text.empty(); text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1))
        out += escaped(text.substr(0, text.find('\n'))) + "\n";
    return out;
}

std::string timestamp(WallTime time) {
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch() / std::chrono::seconds(1);
    std::tm t{};
    ::gmtime_r(&seconds, &t);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", t.tm_year + 1900, t.tm_mon + 1,
                       t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

std::string test_case(const std::string& kind, const std::string& name, const std::string& inner) {
    const std::string head = fmt::format(
        "    <testcase classname=\"oct.{}\" name=\"{}\" time=\"0\"", kind, escaped(name));
    return inner.empty() ? head + "/>\n" : fmt::format("{}>\n{}    </testcase>\n", head, inner);
}

std::string trouble(const char* element, std::string_view type, const std::string& message,
                    const std::string& text) {
    return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", element, type,
                       escaped(message), escaped(text));
}

std::string limit_case(const LimitResult& result) {
    using State = LimitResult::State;
    const std::string measured =
        result.measured ? "measured " + to_string(*result.measured) : result.detail;
    std::string inner;
    if (result.state == State::Unknown)
        inner = trouble("error", "unknown name", result.detail, "");
    else if (result.state == State::Missed && !result.doubt.empty())
        inner = trouble("error", "inconclusive", measured, result.doubt);
    else if (result.state == State::Missed)
        inner = trouble("failure", "missed", measured, result.detail);
    return test_case("limits", result.limit.condition(), inner);
}

std::string verdict_case(const Verdict& verdict, bool fails) {
    std::string inner;
    if (fails) {
        std::string reasons;
        for (const Reason& reason : verdict.reasons) reasons += reason.text + " ";
        inner = trouble("error", verdict.grade == Grade::Invalid ? "invalid" : "suspect",
                        verdict.headline, reasons);
    }
    return test_case("verdict", "the measurement is valid", inner);
}

std::string plan_case(const Fulfilment& plan) {
    std::string shortfalls;
    for (const Shortfall& shortfall : plan.shortfalls)
        if (shortfall.breaks) shortfalls += shortfall.text + " ";
    return test_case("plan", "the run did what was planned",
                     plan.kept ? "" : trouble("error", "not kept", plan.text, shortfalls));
}

std::string success_case(const Summary& summary) {
    return test_case("limits", "some transaction succeeds",
                     trouble("failure", "missed", "no transaction succeeded", summary.headline));
}

/// Test cases as text, and what came of them.
struct Cases {
    std::string text;
    std::size_t count = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;

    void add(const std::string& test_case) {
        text += test_case;
        ++count;
        failures += test_case.find("<failure") != std::string::npos;
        errors += test_case.find("<error") != std::string::npos;
    }
};

Cases cases_of(const Summary& summary, bool strict) {
    Cases cases;
    for (const LimitResult& result : summary.limits) {
        LimitResult judged = result;
        // Kept, but perhaps not by the target: as suspect figures are.
        if (strict && !judged.doubt.empty()) judged.state = LimitResult::State::Missed;
        cases.add(limit_case(judged));
    }
    if (summary.outcome == Outcome::Failed && summary.errors == summary.transactions)
        cases.add(success_case(summary));
    cases.add(verdict_case(summary.verdict,
                           summary.verdict.grade >= (strict ? Grade::Suspect : Grade::Invalid)));
    cases.add(plan_case(summary.plan));
    return cases;
}

}  // namespace

std::string junit_xml(const Summary& summary, bool strict) {
    const Cases cases = cases_of(summary, strict);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        "  <testsuite name=\"oct\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" "
        "time=\"{:.3f}\" timestamp=\"{}\">\n"
        "{}    <system-out>{}</system-out>\n"
        "  </testsuite>\n"
        "</testsuites>\n",
        cases.count, cases.failures, cases.errors,
        std::chrono::duration<double>(summary.run_time).count(), timestamp(summary.started),
        cases.text, escaped_lines(summary.to_text()));
}

}  // namespace oct
