// The words and columns are those of the original, so that its users' scripts still find them.
#include "console.hpp"

#include <oct/clock.hpp>

#include "progress_text.hpp"
#include "stream_log.hpp"
#include "terminal.hpp"

#include <algorithm>
#include <cstdio>
#include <span>
#include <sstream>
#include <utility>

namespace oct::apps {
namespace {

std::string fixed(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

using Word = std::pair<std::string_view, Paint>;

std::string painted_word(const std::string& line, std::size_t at, std::span<const Word> words,
                         std::FILE* stream) {
    const std::string_view rest = std::string_view(line).substr(std::min(at, line.size()));
    for (const auto& [word, paint] : words)
        if (rest.starts_with(word))
            return line.substr(0, at) + painted(paint, word, stream) +
                   line.substr(at + word.size());
    return line;
}

// The first word of the result, and the answers below it, say how well it is.
std::string colored(const std::string& line, std::FILE* stream) {
    static constexpr Word kHeads[] = {{"PASSED:", Paint::Green},   {"NO LIMITS:", Paint::Bold},
                                      {"FAILED:", Paint::Red},     {"NOT KEPT:", Paint::Red},
                                      {"INVALID:", Paint::Red},    {"UNKNOWN LIMIT:", Paint::Red},
                                      {"STOPPED:", Paint::Yellow}, {"INCONCLUSIVE:", Paint::Yellow},
                                      {"LIMITS", Paint::Bold}};
    static constexpr Word kStates[] = {{"MISSED?", Paint::Yellow},
                                       {"MISSED", Paint::Red},
                                       {"UNKNOWN", Paint::Red},
                                       {"ok?", Paint::Yellow},
                                       {"ok", Paint::Green}};
    static constexpr Word kAnswers[] = {
        {"PASSED", Paint::Green}, {"FAILED", Paint::Red},   {"INCONCLUSIVE", Paint::Yellow},
        {"VALID", Paint::Green},  {"INVALID", Paint::Red},  {"SUSPECT", Paint::Yellow},
        {"KEPT", Paint::Green},   {"NOT KEPT", Paint::Red}, {"NO LIMITS", Paint::Bold}};
    constexpr std::size_t kAnswerColumn = 11;  // behind "  figures  "
    for (const std::string_view question : {"  limits ", "  figures ", "  plan "})
        if (line.starts_with(question)) return painted_word(line, kAnswerColumn, kAnswers, stream);
    return line.starts_with("  ") ? painted_word(line, 2, kStates, stream)
                                  : painted_word(line, 0, kHeads, stream);
}

}  // namespace

Console::Console(const ConsoleOptions& options) : options_(options), live_(options.stream) {}

void Console::preparing() {
    line("Warmup");
}

void Console::waiting(std::uint64_t missing) {
    if (std::exchange(missing_, missing) == missing) return;
    line("waiting for " + std::to_string(missing) + " turrets to connect");
}

void Console::progress(const Progress& now) {
    if (options_.quiet || options_.view == View::None) return;
    if (options_.view == View::Bar) {
        const std::lock_guard lock(mutex_);
        const LiveView::Size size = live_.size();
        live_.show(progress_view(now, size.columns, size.rows));
    } else if (now.elapsed >= next_plain_) {
        next_plain_ += std::chrono::seconds(5);
        line(progress_line(now));
    }
}

void Console::draining() {
    line("Processing all remaining messages...");
}

void Console::analyzing() {
    analyzing_since_ = std::chrono::steady_clock::now();
    line("analyzing results...");
}

void Console::write(LogLevel level, std::string_view component, std::string_view message) {
    if (level < options_.lowest) return;
    const std::lock_guard lock(mutex_);
    const auto lines = live_.lines();
    live_.hide();
    std::fputs((log_line(level, component, message) + "\n").c_str(), stderr);
    if (!lines.empty()) live_.show(lines);
}

void Console::interrupted() {
    const std::string what = begun_ ? "the report will be written" : "the run has not begun";
    line("stopping: " + what + "; once more leaves at once");
}

void Console::warning(const std::string& text) {
    const std::string line = painted(Paint::Yellow, "WARNING:", stderr) + " " + printable(text);
    std::fputs((line + "\n").c_str(), stderr);
}

void Console::finished(const Summary& summary) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - analyzing_since_;
    line("\n" + summary.to_text(live_.size().columns));
    line("transactions: " + std::to_string(summary.transactions));
    line("errors: " + std::to_string(summary.errors));
    line("test start: " + local_time_text(summary.started));
    line("test finish: " + local_time_text(summary.finished));
    line("ledger: " + (summary.measurement != Measurement::Partial
                           ? to_string(summary.ledger)
                           : "not known, for the end of the run was not stored"));
    if (const Fulfilment& plan = summary.plan; plan.cannons < plan.planned_cannons)
        line("cannons: planned " + std::to_string(plan.planned_cannons) + " = at work " +
             std::to_string(plan.cannons) + " + missing " +
             std::to_string(plan.planned_cannons - plan.cannons));
    turrets(summary);
    if (!summary.report.empty()) {
        line("Report generated in " + fixed(took.count(), 3) + " seconds");
        line("created: " + summary.report.string());
    } else if (summary.report_failure.empty()) {
        line("stored: " + summary.database.string());
    }
    line("done.");
}

void Console::turrets(const Summary& summary) {
    for (const TurretSummary& turret : summary.turrets) {
        const std::string name = "turret " + turret.name + " (" + turret.uuid + ")";
        if (turret.lost)
            line(name + ": lost at " + local_time_text(*turret.lost) +
                 "; what it fired after its last status, at " + local_time_text(turret.updated) +
                 ", is unknown");
        else if (!turret.verified)
            line(name + ": unverified, it sent no last word");
        else if (!turret.ledger.balances())
            line(name + ": " + to_string(turret.ledger));
    }
}

void Console::line(const std::string& text) {
    if (options_.quiet) return;
    const std::lock_guard lock(mutex_);
    live_.end();
    std::istringstream lines(printable(text));
    for (std::string each; std::getline(lines, each);)
        std::fputs((colored(each, options_.stream) + "\n").c_str(), options_.stream);
    std::fflush(options_.stream);
}

}  // namespace oct::apps
