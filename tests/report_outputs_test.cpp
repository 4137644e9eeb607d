// What other programs read, read back by other programs: xmllint, jsonschema, HdrHistogram.
#include <oct/error.hpp>
#include <oct/results.hpp>
#include <oct/summary.hpp>

#include "measure/buckets.hpp"
#include "project/process/child_process.hpp"
#include "report/export/hdr_histogram.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/programs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <map>
#include <random>
#include <sstream>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

std::string support(const std::string& name) {
    return source_dir() + "/tests/support/" + name;
}

/// Runs a program to its end; a missing one is a failure that says what to install.
std::string output_of(std::vector<std::string> arguments) {
    const Program program(std::move(arguments));
    const int code = program.wait().code;
    INFO(program.output() << "\n(its packages: scripts/install-packages --test)");
    REQUIRE(code == 0);
    return program.output();
}

/// A report with all outputs, of a run whose names and messages are as bad as names can be.
Summary reported(const TempDir& folder, const std::vector<std::string>& limits) {
    Config config = config_of();
    for (const auto& limit : limits) config.limits.push_back(Limit::parse(limit));
    for (const char* format : {"junit", "hlog=log.hlog", "hgrm"})
        config.outputs.push_back(Output::parse(format));
    std::vector<Shot> shots(200);
    std::mt19937_64 random(7);
    for (std::size_t i = 0; i < shots.size(); ++i) {
        shots[i].elapsed = std::chrono::milliseconds(i * 100);
        shots[i].service = std::chrono::nanoseconds(random() % 5'000'000'000);
        shots[i].timers = {{"<a>, \"b\" & 'c'=#", 1500us}};
        if (i % 10 == 0) shots[i].error = "]]> <b> & \"x\" :: %0A é";
    }
    StatsHandler handler(folder.path(), config);
    handler.start({"hq", kStart});
    handler.consume(block_of(shots));
    RunOutcome outcome = outcome_of({turret_of(shots.size())});
    outcome.clock_steps = {{5s, -2s}};
    handler.finish(outcome);
    return ReportBuilder(folder.path(), handler.database(), config).write();
}

const std::vector<std::string> kLimits{"p95 < 1ns", "count > 1", "max(<none>) < 1s", "errors < 1%"};

}  // namespace

TEST_CASE("the JUnit file has a test case for each limit, for the figures and for the plan",
          "[report][outputs]") {
    const TempDir folder;
    static_cast<void>(reported(folder, kLimits));
    const std::string file = (folder.path() / "junit.xml").string();

    output_of({"/usr/bin/xmllint", "--noout", "--nonet", "--schema", support("junit.xsd"), file});
    const auto xpath = [&](const std::string& path) {
        const std::string text = output_of({"/usr/bin/xmllint", "--nonet", "--xpath", path, file});
        return text.substr(0, text.find_last_not_of('\n') + 1);
    };
    CHECK(xpath("string(//testsuite/@tests)") == "6");
    CHECK(xpath("count(//testcase)") == "6");
    CHECK(xpath("string(//testsuite/@failures)") == "2");
    CHECK(xpath("count(//failure)") == "2");
    CHECK(xpath("string(//testsuite/@errors)") == "1");
    CHECK(xpath("string(//testcase[error]/@name)") == "max(<none>) < 1s");
    CHECK_THAT(xpath("string(//testcase[@name='errors < 1%']/failure)"),
               Contains("mostly 20 × \"]]> <b> & \"x\""));
    CHECK(xpath("string(//testcase[5]/@name)") == "the measurement is valid");
    CHECK(xpath("string(//testcase[6]/@name)") == "the run did what was planned");
    CHECK_THAT(xpath("string(//system-out)"), Contains("SUSPECT") && Contains("\n"));
}

TEST_CASE("JUnit and annotations fail a suspect run when it is judged strictly",
          "[report][outputs]") {
    Summary summary;
    summary.measurement = Measurement::Whole;
    summary.verdict = {
        Grade::Suspect, "", {}, {{Grade::Suspect, "clock", "The clock was set back."}}};

    CHECK_THAT(junit_xml(summary), Contains("errors=\"0\"") && !Contains("<error"));
    CHECK_THAT(junit_xml(summary, true), Contains("errors=\"1\"") &&
                                             Contains("<error type=\"suspect\"") &&
                                             Contains("The clock was set back."));
    CHECK_THAT(github_annotations(summary), Contains("\n::warning title=Suspect run::"));
    CHECK_THAT(github_annotations(summary, true), Catch::StartsWith("::error "));

    summary.verdict = {};
    CHECK_THAT(junit_xml(summary, true), !Contains("<error"));
}

TEST_CASE("summary.json is beside every report and keeps to its schema", "[report][outputs]") {
    const TempDir folder;
    static_cast<void>(reported(folder, kLimits));

    const std::string check =
        "import json, sys, jsonschema\n"
        "schema = json.load(open(sys.argv[1]))\n"
        "jsonschema.Draft202012Validator.check_schema(schema)\n"
        "summary = json.load(open(sys.argv[2]))\n"
        "jsonschema.validate(summary, schema, cls=jsonschema.Draft202012Validator)\n"
        "print(summary['schema'], summary['verdict']['grade'], summary['limits_met'],\n"
        "      [limit['state'] for limit in summary['limits']], len(summary['clock_steps']))\n"
        "del summary['verdict']\n"
        "try:\n"
        "    jsonschema.validate(summary, schema)\n"
        "except jsonschema.ValidationError as error:\n"
        "    print(error.message)\n";
    const std::string said =
        output_of({"/usr/bin/python3", "-c", check, source_dir() + "/docs/summary.schema.json",
                   (folder.path() / "summary.json").string()});
    CHECK(said ==
          "2 SUSPECT False ['missed', 'met', 'unknown', 'missed'] 1\n"
          "'verdict' is a required property\n");
}

TEST_CASE("the histogram log is read by a decoder written from its published format",
          "[report][outputs]") {
    const TempDir folder;
    const Summary summary = reported(folder, {});

    std::istringstream lines(output_of(
        {"/usr/bin/python3", support("read_hlog.py"), (folder.path() / "log.hlog").string()}));
    std::map<std::string, std::uint64_t> counts;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string tag, from, length, highest, pairs, pair;
        std::getline(fields, tag, '|'), std::getline(fields, from, '|');
        std::getline(fields, length, '|'), std::getline(fields, highest, '|');
        std::getline(fields, pairs);
        CHECK(length == "10.000");
        std::istringstream values(pairs);
        while (values >> pair) counts[tag] += std::stoull(pair.substr(pair.find(':') + 1));
        if (!tag.empty())
            CHECK_THAT(pairs, Catch::StartsWith("1499136:") || Catch::StartsWith("1500"));
    }
    CHECK(counts.size() == 2);
    CHECK(counts[""] == summary.transactions - summary.errors);  // of the succeeded
    CHECK(counts["<a>___b__&_'c'__"] == summary.sections.at(1).statistics.count);
}

TEST_CASE("any histogram comes back bucket by bucket from its encoding", "[report][outputs]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const TempDir folder;
    Histogram histogram;
    for (int i = 0; i < 3000; ++i)
        histogram.record(std::chrono::nanoseconds(random() >> (random() % 41 + 23)));
    histogram.record(0ns);
    histogram.record(2h);  // beyond the histogram
    report::HdrLog log(kStart);
    log.add("", 0s, 1s, histogram);

    const std::string said = output_of(
        {"/usr/bin/python3", support("read_hlog.py"), folder.file("a.hlog", log.text()).string()});
    std::ostringstream expected;
    expected << "|0.000|1.000|7200000.000|";
    measure::Buckets::for_each(histogram,
                               [&](std::uint64_t lowest, std::uint64_t, std::uint64_t count) {
                                   expected << lowest << ':' << count << ' ';
                               });
    CHECK_THAT(said, Catch::StartsWith(expected.str()));
    const std::string rest = said.substr(std::min(expected.str().size(), said.size()));
    CHECK(rest.substr(rest.find(':')) == ":1\n");
    CHECK(std::stod(rest) == Approx(7200e9).epsilon(0.001));
}

TEST_CASE("HdrHistogram's own tool reads the log and finds our percentiles", "[report][outputs]") {
    const std::filesystem::path jar = "/usr/share/java/hdrhistogram.jar";
    if (!std::filesystem::exists(jar) || !std::filesystem::exists("/usr/bin/java")) {
        WARN("not checked: needs libhdrhistogram-java and a Java runtime");
        return;
    }
    const TempDir folder;
    const Summary summary = reported(folder, {});

    const std::string table = output_of(
        {"/usr/bin/java", "-cp", jar.string(), "org.HdrHistogram.HistogramLogProcessor", "-i",
         (folder.path() / "log.hlog").string(), "-outputValueUnitRatio", "1000000"});

    const auto& s = summary.sections[0].statistics;
    CHECK_THAT(table, Contains("Total count    =          180"));
    const auto of = [&](const std::string& key) {
        return std::stod(table.substr(table.find(key) + key.size()));
    };
    CHECK(of("#[Mean    =") == Approx(static_cast<double>(s.mean.count()) / 1e6).epsilon(0.001));
    CHECK(of("#[Max     =") == Approx(static_cast<double>(s.max.count()) / 1e6).epsilon(0.001));
    CHECK(of("StdDeviation   =") ==
          Approx(static_cast<double>(s.stdev.count()) / 1e6).epsilon(0.005));
    std::istringstream rows(table);
    double p50 = 0;
    for (std::string row; std::getline(rows, row);)
        if (row.find(" 0.500000000000 ") != std::string::npos) p50 = std::stod(row);
    CHECK(p50 == Approx(static_cast<double>(s.p50.count()) / 1e6).epsilon(0.002));
}

TEST_CASE("percentile tables rise to the maximum, one for each section", "[report][outputs]") {
    const TempDir folder;
    const Summary summary = reported(folder, {});

    std::istringstream table(content_of(folder.path() / "latency.hgrm"));
    std::string row;
    std::getline(table, row);
    CHECK(row == "       Value     Percentile TotalCount 1/(1-Percentile)");
    double value = 0, last_value = -1, level = 0, last_level = -1;
    std::uint64_t count = 0;
    for (std::getline(table, row); std::getline(table, row) && row[0] != '#';) {
        std::istringstream fields(row);
        REQUIRE(fields >> value >> level >> count);
        CHECK(value >= last_value);
        CHECK(level > last_level);
        CHECK(static_cast<double>(count) >= level * 180 - 1e-6);
        last_value = value, last_level = level;
        if (level == 0.5)
            CHECK(value ==
                  Approx(static_cast<double>(summary.sections[0].statistics.p50.count()) / 1e6)
                      .epsilon(0.002));
    }
    CHECK(level == 1);
    CHECK(count == 180);
    const auto tables = std::filesystem::directory_iterator(folder.path());
    CHECK(std::count_if(begin(tables), end(tables),
                        [](const auto& file) { return file.path().extension() == ".hgrm"; }) == 2);
}

TEST_CASE("annotations for GitHub are one line each whatever the messages are",
          "[report][outputs]") {
    const TempDir folder;
    const Summary summary = reported(folder, kLimits);

    const std::string text = github_annotations(summary);

    CHECK_THAT(text, Catch::StartsWith("::error title=UNKNOWN LIMIT::UNKNOWN LIMIT: max(<none>)"));
    CHECK_THAT(text, Contains("\n::error title=Limit missed::p95 < 1ns: measured "));
    CHECK_THAT(text, Contains("\n::error title=Unknown limit::max(<none>) < 1s: no timer has"));
    CHECK_THAT(text, Contains("errors < 1%25: measured 10.00 %25") && Contains(":: %250A é"));
    CHECK_THAT(text, Contains("\n::warning title=Suspect run::The civil clock was set back"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 5);
}

TEST_CASE("an output is a format, with or without a file", "[report][outputs]") {
    CHECK(Output::parse("junit").file == "junit.xml");
    CHECK(Output::parse("hlog=a=b").file == "a=b");
    for (const char* bad : {"", "=", "html", "junit=", "JUNIT"})
        CHECK_THROWS_WITH(
            Output::parse(bad, "--output"),
            Contains("--output \"") && Contains("expected junit, markdown, hlog or hgrm"));
}
