// oct compare A B: two runs side by side.
#include <oct/compare.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "github.hpp"
#include "stream_log.hpp"
#include "terminal.hpp"

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace oct::apps {
namespace {

// 3 when the runs cannot be compared, or when one --fail-on cannot be told; else 99 when one
// failed.
int report_results(const Comparison& comparison, const std::vector<FailOnResult>& results) {
    if (!comparison.refusal.empty())
        return report_error("oct compare", comparison.refusal, kInvalidRun);
    int code = kOk;
    for (const FailOnResult& result : results) {
        if (result.state == FailOnResult::State::Kept) continue;
        const bool failed = result.state == FailOnResult::State::Failed;
        report_error("oct compare", "--fail-on " + result.text, kLimitsMissed);
        if (!failed || code == kOk) code = failed ? kLimitsMissed : kInvalidRun;
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
    const Comparison comparison =
        compare(std::filesystem::path(folders[0]), std::filesystem::path(folders[1]), log);
    std::vector<FailOnResult> results;
    results.reserve(fail_on.size());
    for (const FailOn& wanted : fail_on)
        results.push_back(comparison.judge(wanted, arguments.has("strict")));
    if (arguments.has("json"))
        std::puts(comparison.to_json().c_str());
    else
        std::fputs(
            printable(comparison.to_text({arguments.has("all"), arguments.has("statistics")}))
                .c_str(),
            stdout);
    if (wants_annotations(arguments))
        std::fputs(github_annotations(comparison, results).c_str(),
                   arguments.has("json") ? stderr : stdout);
    return report_results(comparison, results);
}

}  // namespace oct::apps
