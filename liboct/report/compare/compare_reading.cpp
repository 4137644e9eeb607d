// Two databases, cut into intervals of the same length.
#include <oct/compare.hpp>

#include "report/compare/compare_findings.hpp"
#include "report/judge/judgement.hpp"
#include "store/stored_run.hpp"

#include <algorithm>

namespace oct {
namespace {

namespace fs = std::filesystem;
using std::chrono::nanoseconds;

constexpr int kIntervals = 60;  // of the shorter run

fs::path database_of(const fs::path& results) {
    return fs::is_directory(results) ? results / "results.sqlite" : results;
}

nanoseconds shorter(const Summary& a, const Summary& b) {
    return std::max(std::min(a.measured_time(), b.measured_time()) / kIntervals, nanoseconds(1));
}

}  // namespace

Comparison compare(const fs::path& before, const fs::path& after, LogSink& log) {
    const fs::path file_a = database_of(before);
    const fs::path file_b = database_of(after);
    const auto read = [&](const fs::path& file, const report::Reading& reading, LogSink& to) {
        return report::read_findings(store::StoredRun(file), reading, to);
    };
    report::Findings a = read(file_a, {}, log);
    report::Findings b = read(file_b, {}, log);
    report::Reading reading;
    if (a.summary.mixed || b.summary.mixed) reading.population = report::Population::All;
    // What is wrong with the files was said; that the intervals are others than asked for is known.
    // A run may have longer intervals than it was asked for: the other one follows.
    reading.interval = shorter(a.summary, b.summary);
    for (int tries = 0; tries < 2; ++tries) {
        a = read(file_a, reading, LogSink::none());
        b = read(file_b, reading, LogSink::none());
        if (a.summary.interval == b.summary.interval) break;
        reading.interval = std::max(a.summary.interval, b.summary.interval);
    }
    report::judge(a, {});
    report::judge(b, {});
    return report::compare_findings(a, b);
}

}  // namespace oct
