// The page: complete, escaped, and clear about a template that is wrong.
#include <oct/error.hpp>
#include <oct/report_builder.hpp>
#include <oct/stats_handler.hpp>

#include "report/page.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <iterator>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

Summary write_report(const TempDir& folder, const std::vector<Shot>& shots,
                     const fs::path& templates = {}, LogSink& log = LogSink::none()) {
    {
        StatsHandler handler(folder.path(), config_of());
        handler.start({"hq", kStart});
        handler.consume(block_of(shots));
        auto turret = turret_of(shots.size(), shots.empty() ? "none" : shots[0].turret);
        handler.finish(outcome_of({turret}));
    }
    return ReportBuilder(folder.path(), folder.path() / "results.sqlite", config_of(), templates,
                         log)
        .write();
}

std::string render(const std::string& page_template, LogSink& log = LogSink::none()) {
    const TempDir folder;
    const TempDir templates;
    std::ofstream(templates.path() / "report.html") << page_template;
    write_report(folder, {{.error = "<i>"}}, templates.path(), log);
    return text_of(folder.path() / "results.html");
}

// Tags balanced, attributes quoted, no bare '<' or '&': what an XML parser would complain about.
bool is_well_formed(const std::string& xml) {
    std::vector<std::string> open;
    for (std::size_t at = 0; at < xml.size();) {
        if (xml[at] == '&' && xml.substr(at, 12).find(';') == std::string::npos) return false;
        if (xml[at++] != '<') continue;
        std::size_t end = at;
        bool quoted = false;
        for (; end < xml.size() && (quoted || xml[end] != '>'); ++end) {
            if (xml[end] == '"') quoted = !quoted;
            if (xml[end] == '<') return false;
        }
        if (end == xml.size()) return false;
        const std::string tag = xml.substr(at, end - at);
        at = end + 1;
        if (tag.ends_with('/')) continue;
        if (!tag.starts_with('/')) {
            open.push_back(tag.substr(0, tag.find(' ')));
        } else {
            if (open.empty() || open.back() != tag.substr(1)) return false;
            open.pop_back();
        }
    }
    return open.empty();
}

}  // namespace

TEST_CASE("a report has its page and graphs and the files that belong to them", "[report]") {
    const TempDir folder;

    const Summary summary = write_report(folder, {{.timers = {{"Example_Timer", 5ms}}}});

    CHECK(summary.report == (folder.path() / "results.html").string());
    for (const char* file :
         {"css/style.css", "scripts/report.js", "img/oct.svg",
          "all_transactions_response_times.svg", "all_transactions_response_times_intervals.svg",
          "all_transactions_throughput.svg", "Example_Timer_response_times.svg",
          "Example_Timer_response_times_intervals.svg", "Example_Timer_throughput.svg"})
        CHECK(fs::is_regular_file(folder.path() / file));
    const std::string page = text_of(folder.path() / "results.html");
    CHECK_THAT(page, Catch::Contains("All transactions") && Catch::Contains("Example_Timer"));
    CHECK_THAT(page, Catch::Contains("Every transaction is accounted for"));
    CHECK_THAT(page, !Catch::Contains("{{"));
    CHECK_THAT(page, !Catch::Contains("http://") || Catch::Contains("http://www.w3.org/2000/svg"));
}

TEST_CASE("the default template uses known variables only", "[report]") {
    const TempDir folder;
    KeptLog log;

    write_report(folder, {{}}, {}, log);

    CHECK(log.text().empty());
}

TEST_CASE("names and errors from outside are never markup", "[report]") {
    const std::string hostile = "</title><script>alert('x')</script>\" onload=\"x";
    const TempDir folder;

    write_report(folder, {{.error = hostile, .timers = {{hostile, 5ms}}, .turret = hostile}});

    const std::string page = text_of(folder.path() / "results.html");
    CHECK_THAT(page, !Catch::Contains("<script>alert") && !Catch::Contains("\" onload="));
    CHECK_THAT(page, Catch::Contains("&lt;script&gt;alert"));
    for (const auto& entry : fs::directory_iterator(folder.path())) {
        if (entry.path().extension() != ".svg") continue;
        CAPTURE(entry.path());
        CHECK(is_well_formed(text_of(entry.path())));
    }
}

TEST_CASE("a run without results has a report that says so", "[report]") {
    const TempDir folder;

    const Summary summary = write_report(folder, {});

    const std::string page = text_of(folder.path() / "results.html");
    CHECK(summary.transactions == 0);
    CHECK_THAT(page, Catch::Contains("No results"));
    CHECK_THAT(page, !Catch::Contains("nan") && !Catch::Contains("<svg"));
}

TEST_CASE("graphs are well formed whatever the results are", "[report]") {
    const auto shots = GENERATE(std::vector<Shot>{{.service = 0ns}},
                                std::vector<Shot>{{.service = 0ns, .error = "setup"}},
                                std::vector<Shot>{{.elapsed = 29s, .service = 3h}},
                                std::vector<Shot>(3000, Shot{.elapsed = 5s, .service = 1ns}));
    const TempDir folder;

    write_report(folder, shots);

    const std::string page = text_of(folder.path() / "results.html");
    for (const char* name : {"response_times", "response_times_intervals", "throughput"}) {
        const std::string svg =
            text_of(folder.path() / (std::string("all_transactions_") + name + ".svg"));
        CHECK(is_well_formed(svg));
        CHECK_THAT(
            svg, !Catch::Contains("nan") && !Catch::Contains("inf") && !Catch::Contains("style="));
        CHECK_THAT(page, Catch::Contains(svg));
    }
}

TEST_CASE("a template of the project replaces the default one", "[report]") {
    const std::string page = render(
        "{{transactions}} of {{#error_messages}}{{message}}"
        "{{/error_messages}}");

    CHECK(page == "1 of &lt;i&gt;");
}

TEST_CASE("a template that is wrong is named with line and column", "[report]") {
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"a\n  {{#sections}}", "report.html:2:3: \"sections\" has no end"},
        {"{{/sections}}", "report.html:1:1: \"sections\" ends but never began"},
        {"{{#a}}{{#b}}{{/a}}{{/b}}", "report.html:1:13: \"a\" ends, but \"b\""},
        {"a\n{{title", "report.html:2:1: \"{{\" without"},
        {"{{{title}}", "report.html:1:1: \"{{\" without"},
        {"{{}}", "report.html:1:1: a tag without a name"},
        {"{{> other}}", "report.html:1:1: partials"},
        {"{{=<% %>=}}", "report.html:1:1: other delimiters"},
        {"a\n {% for x in y %}", "report.html:2:2: a Jinja template"},
        {std::string(2U << 20U, 'x'), "report.html: larger than 1 MiB"},
    }));

    CHECK_THROWS_AS(render(text), ConfigError);
    CHECK_THROWS_WITH(render(text), Catch::Contains(expected));
}

TEST_CASE("a template nested beyond all sense is refused", "[report]") {
    std::string text;
    for (int i = 0; i < 65; ++i) text += "{{#sections}}";
    for (int i = 0; i < 65; ++i) text += "{{/sections}}";

    CHECK_THROWS_WITH(render(text), Catch::Contains("nested deeper than 64"));
}

TEST_CASE("an unknown variable is reported with the one that was meant", "[report]") {
    KeptLog log;

    const std::string page = render("{{transactoins}}", log);

    CHECK(page.empty());
    CHECK_THAT(log.text(), Catch::Contains("report.html:1:1") &&
                               Catch::Contains("did you mean \"transactions\""));
}

TEST_CASE("file names of sections are harmless and unique", "[report]") {
    std::vector<std::string> taken;

    CHECK(file_stem("Example_Timer", taken) == "Example_Timer");
    CHECK(file_stem("example_timer", taken) == "example_timer_2");
    CHECK(file_stem("../../etc/passwd", taken) == "_.._.._etc_passwd");
    CHECK(file_stem("", taken) == "_");
    CHECK(file_stem("\xC3\xA9", taken) == "__");
    CHECK(file_stem(std::string(500, 'a'), taken).size() == 80);
}
