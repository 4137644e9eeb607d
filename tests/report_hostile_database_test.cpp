// Databases that others wrote, with names and numbers of the worst kind.
#include <oct/compare.hpp>
#include <oct/observer.hpp>
#include <oct/results.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "support/catch.hpp"
#include "support/hostile_texts.hpp"
#include "support/paths.hpp"
#include "support/programs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

constexpr auto kTablesOfPython =
    R"(CREATE TABLE "result" ("id" INTEGER NOT NULL PRIMARY KEY, "error" TEXT NOT NULL,
       "scriptrun_time" REAL NOT NULL, "elapsed" REAL NOT NULL, "epoch" REAL NOT NULL,
       "custom_timers" TEXT NOT NULL, "turret_name" VARCHAR(255) NOT NULL);
       CREATE TABLE "turret" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL,
       "uuid" TEXT NOT NULL, "cannons" INTEGER NOT NULL, "script" TEXT NOT NULL,
       "rampup" INTEGER NOT NULL, "status" TEXT NOT NULL, "updated_at" DATETIME NOT NULL);)";

/// A row and a turret for each text, which is the name of everything in it.
void write_foreign_database(const std::filesystem::path& file) {
    store::Database database = store::Database::create(file);
    database.execute(kTablesOfPython);
    std::int64_t id = 0;
    for (const std::string& text : hostile_texts()) {
        std::string timers = "{";
        base::append_json_string(timers, text);
        timers += ":0.5}";
        ++id;
        database.prepare("INSERT INTO result VALUES (?, ?, 0.5, 1.5, 1450718586.5, ?, ?)")
            .bind(id, text, timers, text)
            .run();
        database.prepare("INSERT INTO turret VALUES (?, ?, ?, 1, ?, 1, ?, ?)")
            .bind(id, text, text, text, text, text)
            .run();
    }
}

Summary write_report(const TempDir& folder) {
    return ReportBuilder(folder.path(), folder.path() / "results.sqlite", config_of()).write();
}

std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

/// Fit to be shown, its ends of line apart.
bool is_printable(const std::string& text) {
    std::string lines = text;
    std::replace(lines.begin(), lines.end(), '\n', ' ');
    return oct::base::sanitized(lines, std::string::npos) == lines;
}

/// What a reader that is not ours says of summary.json; nothing when it keeps to its schema.
std::string complaint(const TempDir& folder) {
    const std::string check =
        "import json, sys, jsonschema\n"
        "def no(name): raise ValueError(name + ' is no JSON')\n"
        "schema = json.load(open(sys.argv[1], encoding='utf-8'))\n"
        "summary = json.load(open(sys.argv[2], encoding='utf-8'), parse_constant=no)\n"
        "jsonschema.validate(summary, schema, cls=jsonschema.Draft202012Validator)\n";
    const Program program({"/usr/bin/python3", "-c", check,
                           source_dir() + "/docs/summary.schema.json",
                           (folder.path() / "summary.json").string()});
    const int code = program.wait().code;
    return code == 0 ? "" : "failed: " + program.output();
}

}  // namespace

TEST_CASE("names of a foreign database are fit to be shown, and each is one of its own",
          "[report][hostile]") {
    const TempDir folder;
    write_foreign_database(folder.path() / "results.sqlite");
    const std::vector<std::string> texts = hostile_texts();

    const Summary summary = write_report(folder);

    const std::set<std::string> given(texts.begin(), texts.end());
    std::set<std::string> shown;
    for (std::size_t i = 1; i < summary.sections.size(); ++i) {
        CHECK(is_printable(summary.sections[i].name));
        CHECK(summary.sections[i].name.find('\n') == std::string::npos);
        shown.insert(summary.sections[i].name);
    }
    CHECK(shown.size() == given.size());
    CHECK(shown.count("<script>alert(1)</script>") == 1);
    for (const TurretSummary& turret : summary.turrets) CHECK(is_printable(turret.name));
    for (const ErrorCount& error : summary.error_messages) CHECK(is_printable(error.message));
    CHECK(is_printable(summary.to_text()));
    CHECK(is_printable(content(folder.path() / "results.html")));
    CHECK(is_printable(compare(summary, summary).to_text()));
    CHECK(complaint(folder).empty());
}

TEST_CASE("summary.json keeps to its schema whatever numbers a database holds",
          "[report][hostile]") {
    const TempDir folder;
    const auto file = folder.path() / "results.sqlite";
    {
        StatsHandler handler(folder.path(), config_of());
        handler.start({"hq", kStart});
        handler.consume(block_of({{.error = "e", .timers = {{"t", 5ms}}}, {}, {}}));
        handler.finish(outcome_of({turret_of(3)}));
    }
    const auto value =
        GENERATE("9e999", "-9e999", "-1", "'x'", "x'ff00'", "1e300", "9223372036854775807");
    CAPTURE(value);
    {
        store::Database database = store::Database::open(file);
        database.execute("PRAGMA query_only = OFF");
        for (const char* column : {"cannons", "rampup", "updated_at", "joined_s", "updated_s",
                                   "lost_s", "received", "rejected"})
            database.execute("UPDATE turret SET " + std::string(column) + " = " + value);
        for (const char* column : {"started_s", "finished_s", "host", "received"})
            database.execute("UPDATE run SET " + std::string(column) + " = " + value);
        for (const char* column : {"scriptrun_time", "elapsed", "epoch", "lag"})
            database.execute("UPDATE result SET " + std::string(column) + " = " + value +
                             " WHERE id = 1");
        database.execute("DELETE FROM aggregate");
    }

    static_cast<void>(write_report(folder));

    CHECK(complaint(folder) == "");
}

TEST_CASE("text where a time belongs is no time of 0 s", "[report][hostile]") {
    const TempDir folder;
    {
        store::Database database = store::Database::create(folder.path() / "results.sqlite");
        database.execute(kTablesOfPython);
        database.execute(R"(INSERT INTO result VALUES
            (1, '', 0.5, 1, 1450718586, '{}', 't'), (2, '', 'fast', 1, 1450718586, '{}', 't'),
            (3, '', '0.5 s', 1, 1450718586, '{}', 't'), (4, '', x'00', 1, 1450718586, '{}', 't'),
            (5, '', '0.5', 1, 1450718586, '{}', 't'), (6, '', '', 1, 1450718586, '{}', 't');)");
    }
    KeptLog log;

    const Summary summary =
        ReportBuilder(folder.path(), folder.path() / "results.sqlite", config_of(), {}, log)
            .summarize();

    CHECK(summary.transactions == 2);
    CHECK(summary.sections[0].statistics.min == 500ms);
    CHECK(summary.ledger.stored == 6);
    CHECK_THAT(log.text(), Contains("4 rows left out"));
}

TEST_CASE("columns of the table of timers stand apart at every figure", "[report][hostile]") {
    TimerProgress all;
    all.name = "All transactions";
    all.count = 1'234'567;
    all.errors = all.count;
    all.per_second = 123'456;
    all.p50 = all.p95 = all.p99 = all.max = 1240ms;
    TimerProgress timer = all;
    timer.name = std::string(300, 'n');

    for (const std::size_t columns : {80U, 120U}) {
        std::istringstream lines(timers_table({all, timer}, columns));
        std::string head, first, second;
        std::getline(lines, head), std::getline(lines, first), std::getline(lines, second);
        CHECK(head.size() <= columns);
        CHECK_THAT(first, Contains(" 1,234,567 ") && Contains(" 123,456 ") &&
                              Contains(" 1.24 s ") && Catch::EndsWith(" 100.00 %"));
        CHECK(first.size() == head.size());
        CHECK_THAT(second, Contains("… ") && Contains(" 1,234,567 "));
    }
    all.count = 12'345'678'901;
    all.per_second = 1e12;
    CHECK_THAT(timers_table({all}, 80), Contains(" 12,345,678,901 1,000,000,000,000 "));
    all.per_second.reset();
    CHECK_THAT(timers_table({all}, 80), Contains(" 12,345,678,901        –  1.24 s "));
}
