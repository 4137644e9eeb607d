// The summary of a CI job: GitHub's and GitLab's Markdown, with tables.
#include <oct/clock.hpp>
#include <oct/sample.hpp>
#include <oct/summary.hpp>

#include "base/text.hpp"
#include "report/judge/headline.hpp"
#include "report/read/figures.hpp"
#include "report/read/table_rows.hpp"

#include <fmt/format.h>

namespace oct {
namespace {

constexpr std::size_t kRowsShown = 50;
constexpr std::size_t kMessagesShown = 10;

// Text from outside stays text: no markup, no end of a cell.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : base::sanitized(text, kMaxErrorBytes)) {
        if (std::string_view("\\`*_{}[]<>#|!~&").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string_view sign(report::Tone tone) {
    return tone == report::Tone::Good ? "✅" : tone == report::Tone::Doubtful ? "⚠️" : "❌";
}

std::string_view word(const LimitResult& result) {
    if (!result.doubt.empty()) return "⚠️ inconclusive";
    return result.state == LimitResult::State::Met      ? "✅ kept"
           : result.state == LimitResult::State::Missed ? "❌ missed"
                                                        : "❌ unknown";
}

std::string limits_section(const Summary& summary) {
    if (summary.limits.empty()) return "";
    std::string out = "\n| limit | | measured | remark |\n|---|---|---:|---|\n";
    for (const LimitResult& result : summary.limits)
        out += fmt::format("| {} | {} | {} | {} |\n", escaped(result.limit.condition()),
                           word(result), result.measured ? to_string(*result.measured) : "–",
                           escaped(result.doubt.empty() ? result.detail : result.doubt));
    return out;
}

std::string line(const report::TableRow& row) {
    const Section& section = *row.section;
    const Statistics& s = row.failed ? section.failed : section.statistics;
    const auto time = [&](std::chrono::nanoseconds value) {
        return s.count == 0 ? std::string("–") : duration_text(value);
    };
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", escaped(row.name),
                       base::count_text(row.failed ? section.errors : s.count),
                       report::rate_text(row.failed ? section.failed_rate : section.rate),
                       row.failed || section.errors == 0 ? "" : base::count_text(section.errors),
                       time(s.p50), time(s.p95), time(s.p99), time(s.max));
}

std::string figures_section(const Summary& summary) {
    std::string out =
        "\n| | count | per second | failed | 50 % | 95 % | 99 % | max |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|\n";
    const auto rows = report::table_rows(summary);
    for (std::size_t i = 0; i < std::min(rows.size(), kRowsShown); ++i) out += line(rows[i]);
    if (rows.size() > kRowsShown)
        out += fmt::format("\n… and {} more rows\n", rows.size() - kRowsShown);
    return out;
}

}  // namespace

std::string markdown(const Summary& summary) {
    const report::Headline headline = report::headline_of(summary);
    std::string out = fmt::format("## {} {}: {}\n\n", sign(headline.tone), headline.word,
                                  escaped(headline.cause));
    if (!headline.next.empty()) out += fmt::format("Next: {}.\n\n", escaped(headline.next));
    out += "| question | answer | |\n|---|---|---|\n";
    for (const report::Answer& answer : report::answers_of(summary))
        out += fmt::format("| {} | {} {} | {} |\n", answer.question, sign(answer.tone), answer.word,
                           escaped(answer.text));
    out += limits_section(summary);
    out += figures_section(summary);
    for (std::size_t i = 0; i < std::min(summary.error_messages.size(), kMessagesShown); ++i)
        out += fmt::format("{}- {} × {}\n", i == 0 ? "\n" : "",
                           base::count_text(summary.error_messages[i].count),
                           escaped(summary.error_messages[i].message));
    for (const std::string& remark : report::remarks_of(summary)) out += "\n- " + escaped(remark);
    return out + "\n";
}

}  // namespace oct
