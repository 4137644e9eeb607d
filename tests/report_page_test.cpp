// The page: complete, escaped, and clear about a template that is wrong.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "report/judge/judgement.hpp"
#include "report/page/page.hpp"
#include "report/page/page_sections.hpp"
#include "report/page/page_template.hpp"
#include "report/read/merged_intervals.hpp"
#include "store/stored_run.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"
#include "support/sample_reports.hpp"
#include "support/temp_dir.hpp"

#include <cctype>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool has(const std::string& page, const std::string& text) {
    return page.find(text) != std::string::npos;
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

// How often each element and each attribute is there: what a browser would make of the markup.
using Shape = std::map<std::string, int>;

std::string word_at(const std::string& text, std::size_t& at) {
    std::string word;
    while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 ||
                                text[at] == '-' || text[at] == ':' || text[at] == '_'))
        word.push_back(text[at++]);
    return word;
}

std::size_t attributes_at(const std::string& html, std::size_t at, Shape& shape) {
    while (at < html.size() && html[at] != '>') {
        if (const std::string name = word_at(html, at); !name.empty()) {
            ++shape["@" + name];
            if (html.substr(at, 2) == "=\"") at = html.find('"', at + 2) + 1;
        } else {
            ++at;
        }
    }
    return at;
}

Shape shape_of(const std::string& html) {
    Shape shape;
    for (std::size_t at = html.find('<'); at < html.size(); at = html.find('<', at)) {
        const std::string tag = word_at(html, ++at);
        ++shape[tag.empty() ? html.substr(at, 1) : tag];
        at = attributes_at(html, at, shape);
        if (tag == "script" || tag == "style") at = html.find("</" + tag, at);
    }
    return shape;
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

    CHECK(log.text() == "");
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

TEST_CASE("200 hostile names and errors leave the markup as harmless ones do",
          "[report][fault-11]") {
    const std::vector<std::string> hostile = hostile_markup();
    REQUIRE(hostile.size() == 200);
    std::vector<std::string> harmless;
    for (std::size_t i = 0; i < hostile.size(); ++i)
        harmless.push_back("harmless " + std::to_string(i));
    const TempDir bad;
    const TempDir good;

    write_report_of(bad.path(), hostile);
    write_report_of(good.path(), harmless);

    const Shape shape = shape_of(text_of(bad.path() / "results.html"));
    CHECK(shape == shape_of(text_of(good.path() / "results.html")));
    for (const auto& [name, count] : shape) CHECK_THAT(name, !Catch::StartsWith("@on"));
    std::size_t graphs = 0;
    for (const auto& entry : fs::directory_iterator(bad.path())) {
        if (entry.path().extension() != ".svg") continue;
        ++graphs;
        CAPTURE(entry.path());
        CHECK(is_well_formed(text_of(entry.path())));
    }
    CHECK(graphs == 3 * (1 + hostile.size() + 20));  // of the turrets: each is a class
}

TEST_CASE("a page shows limits with what was measured, the kinds of failures, and the facts",
          "[report]") {
    const TempDir folder;

    const Summary summary = write_shop_report(folder.path());

    REQUIRE(summary.limits.size() == 4);
    const std::string page = text_of(folder.path() / "results.html");
    CHECK(has(page, "2 of 4 met"));
    for (const LimitResult& result : summary.limits) {
        REQUIRE(result.measured);
        CHECK(has(page, "<td>" + to_string(*result.measured) + "</td>"));
    }
    CHECK(has(page, R"(<span class="tag missed">missed</span>)"));
    REQUIRE(summary.error_messages.size() == 4);
    CHECK(has(page, "got &lt;h1&gt;Sorry &amp; goodbye&lt;/h1&gt;"));
    CHECK(has(page, "host of the HQ"));
    CHECK(has(page, "&quot;results_ts_interval&quot;"));
    CHECK(has(page, "Cannons and turrets at work"));
    CHECK(has(page, "Lag: how late transactions started"));
}

TEST_CASE("a page shows how lag was spread, how cannons waited, and the health of the turrets",
          "[report]") {
    const TempDir folder;
    write_shop_report(folder.path());
    const std::string page = text_of(folder.path() / "results.html");

    REQUIRE(has(page, "<section id=\"lag\""));
    const std::string lag = page.substr(page.find("<section id=\"lag\""));
    const std::string section = lag.substr(0, lag.find("</section>"));
    CHECK(has(section, "pacing 0.1 s, waits by sleep"));
    CHECK(has(section, "id=\"lag-percentiles-t\""));
    CHECK(has(section, "id=\"lag-heat-t\""));
    CHECK(has(section, "<td>99.99 %"));  // of the table behind the graph
    CHECK(has(page, "<a href=\"#lag\">Lag</a>"));

    const std::string health = page.substr(page.find("id=\"health-title\""));
    CHECK(has(health, "<td>61 %</td><td>2.44 s</td><td>0 %</td><td>1 %</td><td>244 µs</td>"));
    CHECK_FALSE(has(health.substr(0, health.find("</table>")), "navigation"));  // it said nothing
}

TEST_CASE("a page of transactions without moments to start at has no lag", "[report]") {
    const TempDir folder;
    write_report(folder, std::vector<Shot>(10));
    const std::string page = text_of(folder.path() / "results.html");

    CHECK_FALSE(has(page, "id=\"lag\""));
    CHECK_FALSE(has(page, "Lag: how late transactions started"));
    CHECK_FALSE(has(page, "Health of the turrets"));
}

TEST_CASE("a page says of closed load what its figures leave out", "[report]") {
    const auto page_of = [](const std::string& load) {
        const TempDir folder;
        TurretRecord turret = turret_of(2);
        turret.load = load;
        {
            StatsHandler handler(folder.path(), config_of());
            handler.start({"hq", kStart});
            handler.consume(block_of(2));
            handler.finish(outcome_of({turret}));
        }
        const auto database = folder.path() / "results.sqlite";
        (void)ReportBuilder(folder.path(), database, config_of(), {}, LogSink::none()).write();
        return text_of(folder.path() / "results.html");
    };
    constexpr auto kCaution = "while it stalls nothing starts";

    const std::string closed = page_of("closed load, think time 1 s");
    const std::string open = page_of("open load, 100/s, waits by sleep");
    const std::string silent = page_of("");

    CHECK(has(closed, "closed load, think time 1 s"));
    CHECK(has(closed, kCaution));
    CHECK(has(open, "open load, 100/s, waits by sleep"));
    CHECK_FALSE(has(open, kCaution));
    CHECK(has(silent, "no turret said what starts it"));
}

TEST_CASE("the page of one hour with 20 timers is at most 1 MB", "[report]") {
    const TempDir folder;

    const Summary summary = write_hour_report(folder.path());

    REQUIRE(summary.sections.size() == 21);
    REQUIRE(summary.sections[0].intervals.size() == 360);
    const std::string page = text_of(folder.path() / "results.html");
    CHECK(page.size() < 1'000'000);
    CHECK(has(page, "360 intervals of 10 s, put together here to 30 s a row"));
}

TEST_CASE("a page shows the 200 timers with most results and says how many it leaves out",
          "[report]") {
    const TempDir folder;
    std::vector<Shot> shots;
    for (int i = 0; i < 205; ++i) {
        shots.push_back({.timers = {{"timer " + std::to_string(i), 5ms}}});
        if (i >= 5) shots.push_back(shots.back());
    }

    const Summary summary = write_report(folder, shots);

    CHECK(summary.sections.size() == 206);
    const std::string page = text_of(folder.path() / "results.html");
    CHECK(has(page, "5 further timers, those with the fewest results"));
    CHECK_FALSE(has(page, ">timer 4<"));
    CHECK(has(page, ">timer 204<"));
}

TEST_CASE("intervals put together have the figures of a longer interval", "[report]") {
    const TempDir folder;
    std::vector<Shot> shots;
    for (int i = 0; i < 300; ++i)
        shots.push_back(
            {.elapsed = 100ms * i, .service = 1ms * (i % 37), .error = i % 7 ? "" : "x"});
    write_report(folder, shots);
    const auto findings = [&](std::chrono::nanoseconds interval) {
        return report::read_judged(store::StoredRun(folder.path() / "results.sqlite"), interval, {},
                                   LogSink::none());
    };
    const report::Findings fine = findings(1s);

    const std::vector<Interval> joined =
        report::merged_intervals(fine.summary.sections[0], fine.graphs[0], 10);

    const std::vector<Interval> expected = findings(3s).summary.sections[0].intervals;
    REQUIRE(joined.size() == 10);
    REQUIRE(expected.size() == 10);
    for (std::size_t i = 0; i < joined.size(); ++i) {
        CHECK(joined[i].from == expected[i].from);
        CHECK(joined[i].length == expected[i].length);
        CHECK(joined[i].errors == expected[i].errors);
        CHECK(joined[i].statistics.count == expected[i].statistics.count);
        CHECK(joined[i].statistics.p95 == expected[i].statistics.p95);
        CHECK(joined[i].statistics.max == expected[i].statistics.max);
        CHECK(joined[i].statistics.stdev == expected[i].statistics.stdev);
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
        {"a\n  {{#sections}}", "report.html:2:3: \"sections\" has no end: add {{/sections}}"},
        {"{{/sections}}", "report.html:1:1: \"sections\" ends but never began"},
        {"{{#a}}{{#b}}{{/a}}{{/b}}", "report.html:1:13: \"a\" ends, but \"b\""},
        {"a\n{{title", "report.html:2:1: \"{{\" without"},
        {"{{{title}}", "report.html:1:1: \"{{\" without"},
        {"{{}}", "report.html:1:1: a tag without a name"},
        {"{{> other}}", "report.html:1:1: partials"},
        {"{{=<% %>=}}", "report.html:1:1: other delimiters"},
        {"a\n {% for x in y %}", "report.html:2:2: a Jinja template"},
        {"100{% off\n{%- if x %}", "report.html:2:1: a Jinja template"},
        {"{%extends 'a' %}", "report.html:1:1: a Jinja template"},
        {"a\n{{ name|upper }}", "report.html:2:1: a Jinja template"},
        {"{{ value.raw.count() }}", "report.html:1:1: a Jinja template"},
        {"{{/}}", "report.html:1:1: a tag without a name"},
        {"{{!", "report.html:1:1: \"{{\" without"},
        {std::string(2U << 20U, 'x'), "report.html: larger than 1 MiB"},
    }));

    CHECK_THROWS_AS(render(text), ConfigError);
    CHECK_THROWS_WITH(render(text), Catch::Contains(expected));
}

TEST_CASE("a brace before a percent sign makes no Jinja template", "[report]") {
    for (const char* text : {"@media{% x %}", "100{% off", "{% if", "{%iffy %}", "a {% 50 %} b",
                             "@keyframes x{0%{top:0}}{%}"})
        CHECK_NOTHROW(report::PageTemplate(text, "report.html"));
}

TEST_CASE("a template nested beyond all sense is refused", "[report]") {
    std::string text;
    for (int i = 0; i < 65; ++i) text += "{{#sections}}";
    for (int i = 0; i < 65; ++i) text += "{{/sections}}";

    CHECK_THROWS_WITH(render(text), Catch::Contains("nested deeper than 64"));
}

TEST_CASE("a template whose lists multiply is refused instead of rendered for ever", "[report]") {
    const std::string open = "{{#sections}}{{#figures}}{{#rows}}";
    const std::string close = "{{/rows}}{{/figures}}{{/sections}}";
    std::string text;
    for (int i = 0; i < 15; ++i) text += open;
    for (int i = 0; i < 15; ++i) text += close;

    const TempDir folder;
    const TempDir templates;
    std::ofstream(templates.path() / "report.html") << text;
    const Summary summary = write_report(folder, {{.error = "<i>"}}, templates.path());

    CHECK_THAT(summary.report_failure,
               Catch::Contains("report.html:1:") && Catch::Contains("repeated millions of times"));
    CHECK(summary.report.empty());
    CHECK_FALSE(fs::exists(folder.path() / "results.html"));
    CHECK(fs::exists(folder.path() / "summary.json"));
}

TEST_CASE("a page is bounded also where lists of large values stand in one line", "[report]") {
    report::Findings findings;
    findings.summary.transactions = 1;
    findings.summary.sections.resize(1);
    findings.graphs.resize(1);
    findings.summary.error_messages.resize(100, {std::string(1000, '<'), 1, 1ms, 2ms, "t"});
    const auto rendered = [&](const std::string& page_template, std::size_t most) {
        const TempDir folder;
        std::ofstream(folder.path() / "report.html") << page_template;
        return report::render_page(findings, report::Assets(folder.path()), LogSink::none(), most)
            .html;
    };
    const std::string once = "{{#error_messages}}{{message}}{{/error_messages}}";
    CHECK(rendered(once, 500'000).size() == 400'000);  // "&lt;" a character
    CHECK_THROWS_WITH(rendered(once, 399'999), Catch::Contains("report.html: the page it makes"));

    // 100 times as much in one line of the engine, which hands over nothing before its end
    const auto hundredfold = GENERATE_COPY(
        "{{#error_messages}}" + once + "{{/error_messages}}",
        "{{#error_messages}}{{#error_messages}}{{{message}}}{{/error_messages}}{{/error_messages}}",
        "{{#error_messages}}{{#error_messages}}" + std::string(1000, 'x') +
            "{{/error_messages}}{{/error_messages}}",
        "{{#error_messages}}{{#error_messages}}{{/error_messages}}" + std::string(200'000, 'x') +
            "{{#interrupted}}\n{{/interrupted}}{{/error_messages}}");
    CHECK_THROWS_WITH(rendered(hundredfold, 1'000'000), Catch::Contains("lines short"));
}

TEST_CASE("no template crashes the report, whatever it holds", "[report]") {
    const auto repeated = [](const std::string& text, std::size_t times) {
        std::string all;
        for (std::size_t i = 0; i < times; ++i) all += text;
        return all;
    };
    const std::string text = GENERATE_COPY(
        std::string(), std::string("{"), std::string("{{"), std::string("}}"), std::string("{{{"),
        std::string("{{{{title}}}}"), std::string("{{{title}}"), std::string("{{#}}{{/}}"),
        std::string("{{.}}"), std::string("{{#.}}{{.}}{{/.}}"), std::string("{{^.}}x{{/.}}"),
        std::string("{{a.b.c}}{{...}}{{..}}"), std::string("{{&title}}{{& style }}"),
        std::string("{{#title}}{{title}}{{/title}}"), std::string("{{! }} {{!{{}}"),
        std::string("{{#sections}}{{#sections}}{{name}}{{/sections}}{{/sections}}"),
        std::string("{{\n title \r\n}}"), std::string("\xff\xfe{{title}}\xc3"),
        std::string("a\0b{{title}}", 12), std::string("{{=| |=}}|title|"),
        std::string("{{>report.html}}"), std::string("{{^sections}}x{{/sections}}"),
        std::string("{{#style}}{{{script}}}{{/style}}"), repeated("{{title}}", 20000),
        repeated("{{#has_errors}}x{{/has_errors}}", 10000),
        repeated("{{#has_errors}}", 64) + repeated("{{/has_errors}}", 64), repeated("{{", 200000),
        repeated("{{{style}}}", 40000), repeated("\n", 900000) + "{{title}}");
    CAPTURE(text.substr(0, 60));

    try {
        static_cast<void>(render(text));
    } catch (const ConfigError& error) {
        CHECK_THAT(error.what(), Catch::Contains("report.html"));
    }
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

    CHECK(report::file_stem("Example_Timer", taken) == "Example_Timer");
    CHECK(report::file_stem("example_timer", taken) == "example_timer_2");
    CHECK(report::file_stem("../../etc/passwd", taken) == "_.._.._etc_passwd");
    CHECK(report::file_stem("", taken) == "_");
    CHECK(report::file_stem("\xC3\xA9", taken) == "__");
    CHECK(report::file_stem(std::string(500, 'a'), taken).size() == 80);
}
