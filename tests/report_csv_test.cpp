// CSV of the results: RFC 4180, one column a timer, and nothing that runs in a spreadsheet.
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "report/export/csv_text.hpp"
#include "support/catch.hpp"
#include "support/hostile_texts.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;
using Catch::Matchers::Contains;

namespace {

using Rows = std::vector<std::vector<std::string>>;

/// A reader as strict as RFC 4180: quotes are balanced, lines end in CR LF and have equal lengths.
Rows parsed(const std::string& csv, char delimiter = ';') {
    Rows rows(1);
    rows.back().emplace_back();
    for (std::size_t i = 0; i < csv.size(); ++i) {
        std::string& cell = rows.back().back();
        if (csv[i] == '"') {
            REQUIRE(cell.empty());
            for (++i;; ++i) {
                REQUIRE(i < csv.size());
                if (csv[i] == '"' && (i + 1 == csv.size() || csv[i + 1] != '"')) break;
                if (csv[i] == '"') ++i;
                cell += csv[i];
            }
        } else if (csv[i] == delimiter) {
            rows.back().emplace_back();
        } else if (csv[i] == '\r') {
            REQUIRE(i + 1 < csv.size());
            REQUIRE(csv[++i] == '\n');
            rows.emplace_back(1);
        } else {
            REQUIRE(csv[i] != '\n');
            cell += csv[i];
        }
    }
    REQUIRE(rows.back() == std::vector<std::string>{""});
    rows.pop_back();
    for (const auto& row : rows) REQUIRE(row.size() == rows.front().size());
    return rows;
}

std::filesystem::path database_of(const std::vector<Shot>& shots, const TempDir& dir) {
    StatsHandler handler(dir.path(), config_of());
    handler.start({"hq", kStart});
    handler.consume(block_of(shots));
    handler.finish(outcome_of({turret_of(shots.size())}));
    return handler.database();
}

std::string csv_of(const std::vector<Shot>& shots, const CsvOptions& options = {}) {
    const TempDir dir;
    std::ostringstream out;
    CHECK(results_to_csv(database_of(shots, dir), out, options) == shots.size());
    return out.str();
}

/// Takes what is written and remembers only how much at once.
struct Pieces : std::streambuf {
    std::streamsize xsputn(const char*, std::streamsize size) override {
        largest = std::max(largest, static_cast<std::size_t>(size));
        bytes += static_cast<std::size_t>(size);
        return size;
    }
    int sync() override { return 0; }

    std::size_t largest = 0;
    std::size_t bytes = 0;
};

/// A database as the Python version wrote it, with one row.
std::string csv_of_foreign(const std::string& error, const std::string& timers,
                           const CsvOptions& options = {}) {
    const TempDir dir;
    const auto file = dir.path() / "old.sqlite";
    {
        store::Database database = store::Database::create(file);
        database.execute(
            "CREATE TABLE result (id INTEGER NOT NULL PRIMARY KEY, error TEXT NOT NULL, "
            "scriptrun_time REAL NOT NULL, elapsed REAL NOT NULL, epoch REAL NOT NULL, "
            "custom_timers TEXT NOT NULL, turret_name VARCHAR (255) NOT NULL)");
        store::Statement row = database.prepare(
            "INSERT INTO result VALUES (1, ?, 0.25, 1.5, 1450721003.0, ?, 'Noname')");
        row.bind(error, timers).run();
    }
    std::ostringstream out;
    results_to_csv(file, out, options);
    return out.str();
}

std::string seconds_cell(double seconds, int decimals = 9) {
    std::string out;
    report::append_seconds_cell(out, seconds, decimals);
    return out;
}

}  // namespace

TEST_CASE("the columns are those of the original, then the timers as they came up", "[report]") {
    const auto csv = csv_of({{.elapsed = 1500ms, .service = 16'055'583ns, .timers = {{"b", 10ms}}},
                             {.elapsed = 2s, .service = 1s, .error = "HTTP 500"},
                             {.elapsed = 3s, .timers = {{"a", 1ns}, {"b", 2s}}}});

    CHECK(csv ==
          "elapsed time;epoch (in seconds);turret name;transaction time;error;b;a\r\n"
          "1.5;1700000001.5;navigation;0.016055583;;0.01;\r\n"
          "2;1700000002;navigation;1;HTTP 500;;\r\n"
          "3;1700000003;navigation;0.01;;2.0;0.000000001\r\n");
}

TEST_CASE("a timer that comes up late has its column in a file as in a stream", "[report]") {
    std::vector<Shot> shots(10'001, {.timers = {{"early", 1s}}});
    const TempDir dir;
    const auto late = GENERATE(TimerOf{"early", 2s}, TimerOf{"late", 2s});
    shots.back().timers.push_back(late);
    const auto streamed = csv_of(shots);
    CHECK(parsed(streamed)[0].size() == 7);
    CHECK(parsed(streamed).back()[6] == "2.0");

    results_to_csv(database_of(shots, dir), dir.path() / "results.csv");

    std::ostringstream written;
    written << std::ifstream(dir.path() / "results.csv").rdbuf();
    CHECK(written.str() == streamed);
}

TEST_CASE("a run without results has a header", "[report]") {
    CHECK(csv_of({}) == "elapsed time;epoch (in seconds);turret name;transaction time;error\r\n");
}

TEST_CASE("a timer that repeats in a transaction has a column for each time", "[report]") {
    const auto rows = parsed(csv_of({{.timers = {{"get", 1s}}},
                                     {.timers = {{"get", 2s}, {"put", 3s}, {"get", 4s}}},
                                     {.timers = {{"get", 5s}, {"get", 6s}, {"get", 7s}}}}));

    CHECK(std::vector(rows[0].begin() + 5, rows[0].end()) ==
          std::vector<std::string>{"get", "get (2)", "put", "get (3)"});
    CHECK(std::vector(rows[1].begin() + 5, rows[1].end()) ==
          std::vector<std::string>{"1.0", "", "", ""});
    CHECK(std::vector(rows[2].begin() + 5, rows[2].end()) ==
          std::vector<std::string>{"2.0", "4.0", "3.0", ""});
    CHECK(std::vector(rows[3].begin() + 5, rows[3].end()) ==
          std::vector<std::string>{"5.0", "6.0", "", "7.0"});
}

TEST_CASE("rows of other programs are read, and what is no number is left out", "[report]") {
    const auto [timers, names, values] =
        GENERATE(table<std::string, std::vector<std::string>, std::vector<std::string>>({
            {R"({ "a timer" : 0.5, "b": 1.5e-05 })", {"a timer", "b"}, {"0.5", "1.5e-05"}},
            {R"({"tab\tbed": 1})", {"tab bed"}, {"1"}},
            {R"({"\u00e9": [1, "x", 3]})", {"é", "é (2)"}, {"1", "3"}},
            {R"({"a": "0.5"})", {"a"}, {"0.5"}},
            {R"({"a": null, "b": "=1+1", "c": 2})", {"a", "b", "c"}, {"", "", "2"}},
            {R"({"a": 1, "a": 2})", {"a", "a (2)"}, {"1", "2"}},
            {"{}", {}, {}},
            {"", {}, {}},
            {"no JSON", {}, {}},
            {"[1, 2]", {}, {}},
        }));
    CAPTURE(timers);

    const auto rows = parsed(csv_of_foreign("", timers));

    CHECK(std::vector(rows[0].begin() + 5, rows[0].end()) == names);
    CHECK(std::vector(rows[1].begin() + 5, rows[1].end()) == values);
    CHECK(rows[1][2] == "Noname");
}

TEST_CASE("numbers have all their digits and no more", "[report]") {
    CHECK(seconds_cell(0) == "0");
    CHECK(seconds_cell(0.000000001) == "0.000000001");
    CHECK(seconds_cell(0.1 + 0.2) == "0.3");
    CHECK(seconds_cell(86400.123456789) == "86400.123456789");
    CHECK(seconds_cell(1795335033.123456, 6) == "1795335033.123456");
    CHECK(seconds_cell(1795335033.0, 6) == "1795335033");
    CHECK(seconds_cell(10) == "10");
    CHECK(seconds_cell(-1.5) == "-1.5");
    CHECK(seconds_cell(-1e-12) == "0");
    CHECK(seconds_cell(1e300) == "1e+300");
    CHECK(seconds_cell(std::numeric_limits<double>::quiet_NaN()).empty());
    CHECK(seconds_cell(HUGE_VAL).empty());
}

TEST_CASE("no name and no error becomes a formula or a control character in the CSV",
          "[report][fault-11]") {
    for (const auto& text : hostile_texts()) {
        CAPTURE(text);
        const auto csv = csv_of_foreign(text, "{\"a\": 1}");
        for (const auto& row : parsed(csv)) {
            for (const auto& cell : row) {
                CHECK((cell.empty() || std::string("=+-@\t\r").find(cell[0]) == cell.npos));
                CHECK(std::none_of(cell.begin(), cell.end(),
                                   [](unsigned char c) { return c < 0x20 || c == 0x7F; }));
            }
        }
    }
}

TEST_CASE("a timer's hostile name is made harmless in the header", "[report][fault-11]") {
    for (const auto& text : hostile_texts()) {
        if (text.empty()) continue;
        CAPTURE(text);
        const auto rows = parsed(csv_of({{.timers = {{text, 1s}}}}));
        REQUIRE(rows[0].size() == 6);
        const std::string& title = rows[0][5];
        CHECK(std::string("=+-@").find(title[0]) == std::string::npos);
        CHECK(rows[1][5] == "1.0");
    }
}

TEST_CASE("raw texts come out as they are stored, still as RFC 4180", "[report][fault-11]") {
    for (const auto& text : hostile_texts()) {
        CAPTURE(text);
        const auto rows = parsed(csv_of_foreign(text, "{}", {.raw = true}));
        CHECK(rows[1][4] == text);
    }
}

TEST_CASE("text is defused only where it begins like a formula", "[report][fault-11]") {
    CHECK(report::defused("HTTP 500: a=b") == "HTTP 500: a=b");
    CHECK(report::defused("=1+1") == "'=1+1");
    CHECK(report::defused("  @SUM(A1)") == "'  @SUM(A1)");
    CHECK(report::defused("＝1") == "'＝1");
    CHECK(report::defused("a\nb\x1b[31m") == "a b [31m");
}

TEST_CASE("any delimiter but what numbers and quoting need will do", "[report]") {
    for (const char good : {';', ',', '\t', '|', ' '})
        CHECK(parsed(csv_of({{.error = "a,b;c|d e"}}, {.delimiter = good}), good)[1][4] ==
              "a,b;c|d e");
    std::ostringstream out;
    for (const char bad : {'"', '.', '-', '+', '\n', '\r', '0', 'e', '\0', '\xE4'})
        CHECK_THROWS_WITH(results_to_csv("results.sqlite", out, {.delimiter = bad}),
                          Contains("delimiter"));
}

TEST_CASE("a CSV file is there when it is complete, and not before", "[report]") {
    const TempDir dir;
    const auto no_results = dir.file("results.sqlite", "no database");
    const auto old = dir.file("results.csv", "of the last time");

    CHECK_THROWS_AS(results_to_csv(no_results, old), StoreError);
    CHECK_THROWS_WITH(results_to_csv(dir.path() / "missing.sqlite", old),
                      Contains("missing.sqlite"));

    CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 2);
    CHECK(std::filesystem::file_size(old) == 16);
}

TEST_CASE("timers without end are refused instead of filling the memory", "[report]") {
    std::string timers = "{";
    for (int i = 0; i < 16'001; ++i) timers += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";

    CHECK_THROWS_WITH(csv_of_foreign("", timers + "}"), Contains("16000 columns"));
}

TEST_CASE("a CSV file leaves in pieces whose size does not depend on the number of rows",
          "[report]") {
    const auto rows = GENERATE(std::size_t{6'000}, std::size_t{30'000});
    const TempDir dir;
    const auto file = database_of(std::vector<Shot>(rows, {.error = std::string(90, 'x')}), dir);
    Pieces pieces;
    std::ostream out(&pieces);

    CHECK(results_to_csv(file, out) == rows);

    CHECK(pieces.bytes > rows * 100);
    CHECK(pieces.largest > 200'000);
    CHECK(pieces.largest < 300'000);
}
