// oct compare A B: two runs side by side.
#include <oct/compare.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "stream_log.hpp"
#include "terminal.hpp"

#include <cstdio>
#include <utility>

namespace oct::apps {
namespace {

// The worst of all --fail-on: 3 when one cannot be told or a run is not fit to, else 99 when one
// failed. `fails`: the grade from which on a run is not fit.
int judge(const Comparison& comparison, const std::vector<FailOn>& fail_on, Grade fails) {
    if (fail_on.empty()) return kOk;
    int code = kOk;
    for (const auto& [run, verdict] :
         {std::pair("A", &comparison.verdict_before), std::pair("B", &comparison.verdict_after)})
        if (verdict->grade >= fails)
            code =
                report_error("oct compare",
                             std::string("--fail-on cannot be told: run ") + run + " is " +
                                 std::string(to_string(verdict->grade)) + ": " + verdict->headline,
                             kInvalidRun);
    for (const FailOn& wanted : fail_on) {
        const Change& change = comparison.find(wanted);
        if (!change.low)
            code = report_error("oct compare",
                                "--fail-on \"" + wanted.text +
                                    "\" cannot be told: each run needs 12 intervals with results",
                                kInvalidRun);
        else if (wanted.failed_by(change) && code == kOk)
            code = kLimitsMissed;
        if (wanted.failed_by(change))
            report_error("oct compare", "failed: " + wanted.text, kLimitsMissed);
    }
    return code;
}

}  // namespace

int command_compare(const Arguments& arguments) {
    std::vector<FailOn> fail_on;
    for (const std::string& text : arguments.texts("fail-on"))
        fail_on.push_back(FailOn::parse(text));
    StreamLog log(LogLevel::Warning);
    const auto& folders = arguments.positional();
    const RunsToCompare runs = read_to_compare(folders[0], folders[1], log);
    const Comparison comparison = compare(runs.before, runs.after);
    if (comparison.changes.empty())
        return report_error("oct compare", "the two runs have no results to compare", kFailed);
    if (arguments.has("json"))
        std::puts(comparison.to_json().c_str());
    else
        std::fputs(printable(comparison.to_text()).c_str(), stdout);
    return judge(comparison, fail_on, arguments.has("strict") ? Grade::Suspect : Grade::Invalid);
}

}  // namespace oct::apps
