// The words and columns are those of the original, so that its users' scripts still find them.
#include "console.hpp"

#include <oct/text.hpp>

#include "stream_log.hpp"
#include "terminal.hpp"

#include <cstdio>

namespace oct::apps {
namespace {

std::string fixed(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string progress_line(const Progress& now) {
    std::string text =
        "turrets: " + std::to_string(now.turrets) +
        ", elapsed: " + fixed(std::chrono::duration<double>(now.elapsed).count(), 1) +
        "   transactions: " + std::to_string(now.transactions) +
        "  timers: " + std::to_string(now.timers) + "  errors: " + std::to_string(now.errors);
    if (now.rejected != 0) text += "  rejected: " + std::to_string(now.rejected);
    return text;
}

}  // namespace

Console::Console(bool live, LogLevel lowest)
    : live_(live), lowest_(lowest), terminal_(rewrites_lines(stdout)) {}

void Console::warmup() {
    line("Warmup");
}

void Console::waiting(int missing) {
    line("waiting for " + std::to_string(missing) + " turrets to connect");
}

void Console::progress(const Progress& now) {
    if (!live_) return;
    const std::string text = progress_line(now);
    if (terminal_) {
        const std::lock_guard lock(mutex_);
        std::fputs(("\r" + text + "\x1b[K").c_str(), stdout);
        std::fflush(stdout);
        shown_ = text;
    } else if (now.elapsed >= next_plain_) {
        next_plain_ += std::chrono::seconds(5);
        line(text);
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
    if (level < lowest_) return;
    const std::lock_guard lock(mutex_);
    if (!shown_.empty()) std::fputs("\r\x1b[K", stdout), std::fflush(stdout);
    std::fputs((log_line(level, component, message) + "\n").c_str(), stderr);
    if (!shown_.empty()) std::fputs(shown_.c_str(), stdout), std::fflush(stdout);
}

void Console::interrupted() {
    line("stopping: the report will be written; once more leaves at once");
}

void Console::warning(const std::string& text) {
    const std::string line = painted(Paint::Yellow, "WARNING:", stderr) + " " + printable(text);
    std::fputs((line + "\n").c_str(), stderr);
}

void Console::finished(const Summary& summary) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - analyzing_since_;
    line("transactions: " + std::to_string(summary.transactions));
    line("errors: " + std::to_string(summary.errors));
    line("test start: " + local_time_text(summary.started));
    line("test finish: " + local_time_text(summary.finished));
    line("ledger: " + to_string(summary.ledger));
    turrets(summary);
    if (!summary.report.empty()) {
        line("Report generated in " + fixed(took.count(), 3) + " seconds");
        line("created: " + summary.report);
    } else {
        line("stored: " + summary.database);
    }
    line("done.");
}

void Console::turrets(const Summary& summary) {
    for (const TurretSummary& turret : summary.turrets) {
        const TurretStatus& last = turret.record.last;
        const std::string name = "turret " + last.turret + " (" + last.uuid + ")";
        if (turret.record.lost)
            line(name + ": lost at " + local_time_text(*turret.record.lost) +
                 "; what it fired after that is unknown");
        else if (!turret.verified)
            line(name + ": unverified, it sent no last word");
        else if (!turret.ledger.balances())
            line(name + ": " + to_string(turret.ledger));
    }
}

void Console::line(const std::string& text) {
    const std::lock_guard lock(mutex_);
    end_live_line();
    std::fputs((printable(text) + "\n").c_str(), stdout);
    std::fflush(stdout);
}

// The live line stays readable above what follows.
void Console::end_live_line() {
    if (shown_.empty()) return;
    std::fputs("\n", stdout);
    shown_.clear();
}

}  // namespace oct::apps
