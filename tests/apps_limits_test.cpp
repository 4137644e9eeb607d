// Limits, verdict and outputs as a CI job meets them: flags, files, exit codes.
#include "support/catch.hpp"
#include "support/programs.hpp"

#include <rapidjson/document.h>

using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

/// Through a shell, for its redirections.
ProgramEnd shell(const std::string& command) {
    return outcome_of({"/bin/sh", "-c", command});
}

std::string oct_run(const TestProject& project, const std::string& more) {
    return program("oct") + " run " + project.path() + " --local -r " + project.results().string() +
           " " + more;
}

const std::string kNaps = "[" + entry("navigation", "nap", 2, ", \"fail_every\": 5") + "]";

}  // namespace

TEST_CASE("missed limits end a run with 99 and stand in every output",
          "[apps][integration][limit]") {
    const TestProject project(kNaps, "1",
                              // A lack of CPU makes no errors: it cannot make these inconclusive.
                              "\"limits\": [\"errors(a timer) < 1%\", \"count > 1\"], "
                              "\"outputs\": [\"junit\"], ");

    const auto got = shell(oct_run(
        project, "--limit 'errors < 1%' --output hlog=" + project.path() + "/l.hlog --github"));

    CHECK(got.code == 99);
    CHECK_THAT(got.output,
               Contains("LIMITS  2 of 3 missed\n  MISSED  errors(a timer) < 1%") &&
                   Contains("\n  ok      count > 1") &&
                   Contains("::error title=Limit missed::errors(a timer) < 1%25: measured"));
    CHECK_THAT(content_of(project.results() / "junit.xml"), Contains("failures=\"2\""));
    CHECK_THAT(content_of(project.results() / "summary.json"), Contains("\"limits_met\":false"));
    CHECK_THAT(content_of(project.path() + "/l.hlog"), Contains("Tag=a_timer,0.000,"));
    CHECK(project.summary().limits.size() == 3);
}

TEST_CASE("a limit that cannot be judged is a mistake, said before or after the run",
          "[apps][integration][limit]") {
    const TestProject project(kNaps);

    const auto wrong = shell(oct_run(project, "--limit 'p95 < 50'"));
    CHECK(wrong.code == 2);
    CHECK_THAT(wrong.output, Contains("--limit \"p95 < 50\", column 9: expected a unit"));
    CHECK_FALSE(std::filesystem::exists(project.results()));

    const auto unknown = shell(oct_run(project, "--limit 'p95(a tmer) < 50ms'"));
    CHECK(unknown.code == 2);
    CHECK_THAT(unknown.output, Contains("oct run: limit \"p95(a tmer) < 50ms\": no timer has that "
                                        "name (did you mean a timer?); seen: a timer"));
    CHECK(std::filesystem::exists(project.results() / "results.html"));
}

TEST_CASE("a limit with abort ends the run early, with 99 and a whole report",
          "[apps][integration][limit]") {
    const TestProject project(
        kNaps, "600", R"("limits": [{"limit": "errors < 1%", "abort": true, "after": "1.5s"}], )");

    const auto got = shell(oct_run(project, ""));

    CHECK(got.code == 99);
    CHECK_THAT(got.output, Contains("the limit errors < 1% ends the run: measured") &&
                               Contains("The limit errors < 1% ended the run early."));
    const auto summary = project.summary();
    CHECK(summary.aborted_by == "errors < 1%");
    CHECK(summary.run_time >= std::chrono::milliseconds(1500));
    CHECK(summary.ledger.balances());
}

TEST_CASE("a run in which no transaction ended is invalid and ends with 3",
          "[apps][integration][verdict]") {
    const TestProject project("[" + entry("stuck", "stuck", 1) + "]");  // no transaction ends

    const auto run = shell(oct_run(project, "--limit 'count > 1'"));

    CHECK(run.code == 3);
    CHECK_THAT(run.output, Contains("INVALID: No transaction ended") &&
                               Contains("  figures  INVALID      No results"));
}

TEST_CASE("with --json stdout is the summary and nothing else, quiet is quiet",
          "[apps][integration]") {
    const TestProject project(kNaps);

    const auto json = shell(oct_run(project, "--json --github 2>/dev/null"));
    CHECK(json.code == 0);
    rapidjson::Document summary;
    summary.Parse(json.output.c_str());
    REQUIRE_FALSE(summary.HasParseError());
    CHECK(summary["schema"].GetInt() == 2);
    CHECK(summary["verdict"]["grade"] != "INVALID");

    const TestProject quiet(kNaps);
    const auto nothing = shell(oct_run(quiet, "--quiet 2>/dev/null"));
    CHECK(nothing.code == 0);
    CHECK(nothing.output.empty());
}

TEST_CASE("progress is a view on a terminal, plain lines elsewhere, or nothing",
          "[apps][integration]") {
    const TestProject project(kNaps, "2.5");
    const auto view = outcome_of({"/usr/bin/env", "TERM=xterm", "script", "-qec",
                                  oct_run(project, "--limit 'count > 1'"), "/dev/null"});
    CHECK_THAT(view.output, Contains("turrets: 1, elapsed: ") && Contains("[====") &&
                                Contains("/ 00:0") && Contains("cannons 2") &&
                                Contains("All transactions") && Contains("limits  ok count > 1"));
    CHECK_THAT(view.output, Contains("\x1b[J"));

    const TestProject plain(kNaps);
    const auto lines = outcome_of({"/usr/bin/env", "TERM=xterm", "script", "-qec",
                                   oct_run(plain, "--progress plain --color never"), "/dev/null"});
    CHECK_THAT(lines.output, Contains("turrets: 1, elapsed: ") && !Contains("\x1b"));

    const TestProject none(kNaps);
    CHECK_THAT(shell(oct_run(none, "--progress none")).output, !Contains("elapsed"));
}

TEST_CASE("oct compare shows two runs and fails on a change that is no noise",
          "[apps][integration][compare]") {
    const TestProject a(kNaps);
    const TestProject b("[" + entry("navigation", "nap", 2) + "]");  // without the failures
    REQUIRE(shell(oct_run(a, "--quiet")).code == 0);
    REQUIRE(shell(oct_run(b, "--quiet")).code == 0);
    const std::string compare = program("oct") + " compare ";

    const auto same = shell(compare + a.results().string() + " " + a.results().string());
    CHECK(same.code == 0);
    CHECK_THAT(same.output, Contains("  p50 ") && Contains("+0.0 %") && !Contains("WORSE"));

    const auto worse = shell(compare + b.results().string() + " " + a.results().string() +
                             "/results.sqlite --fail-on 'errors +5pp'");
    CHECK(worse.code == 99);
    CHECK_THAT(worse.output, Contains("WORSE") &&
                                 Contains("oct compare: --fail-on errors +5pp failed: errors: "));

    const auto json =
        shell(compare + b.results().string() + " " + a.results().string() + " --json");
    rapidjson::Document document;
    document.Parse(json.output.c_str());
    REQUIRE_FALSE(document.HasParseError());

    CHECK(shell(compare + a.results().string() + " " + a.path() + "/none").code == 1);
    CHECK(shell(compare + a.results().string() + " " + b.results().string() + " --fail-on p99")
              .code == 2);
}
