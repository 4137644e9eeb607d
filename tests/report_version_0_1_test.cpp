// Results folders of version 0.1.0, beside what it said of them itself. tests/fixtures/0.1.0 says
// what made them.
#include <oct/compare.hpp>
#include <oct/error.hpp>
#include <oct/results.hpp>

#include "base/json.hpp"
#include "base/quantity.hpp"
#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/temp_dir.hpp"

#include <rapidjson/document.h>

#include <cmath>
#include <sstream>

using Catch::Matchers::Contains;
using namespace oct;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

const fs::path kKept = fs::path(source_dir()) / "tests/fixtures/0.1.0";

/// What 0.1.0 wrote as summary.json.
class Said {
public:
    explicit Said(const std::string& run) {
        base::parse_json(content_of(kKept / run / "summary.json"), "summary.json", json_);
    }
    const base::JsonValue& operator[](const char* key) const { return json_[key]; }
    const base::JsonValue& section(const std::string& name) const {
        for (const auto& section : json_["sections"].GetArray())
            if (section["name"].GetString() == name) return section;
        throw Error("no section " + name);
    }

private:
    base::JsonDocument json_;
};

/// A results folder as 0.1.0 left it, with the report made again.
class Rebuilt {
public:
    explicit Rebuilt(const std::string& run) {
        fs::copy(kKept / run, folder_.path(), fs::copy_options::recursive);
        fs::remove(folder_.path() / "summary.json");
        summary_ = rebuild_results(folder_.path(), folder_.path() / "results.sqlite",
                                   folder_.path() / "config.json");
    }
    const fs::path& folder() const { return folder_.path(); }
    const Summary& summary() const { return summary_; }

private:
    TempDir folder_;
    Summary summary_;
};

void check_same(const Statistics& now, const base::JsonValue& before) {
    const auto nanoseconds = [&](const char* key) {
        return std::chrono::nanoseconds(std::llround(before[key].GetDouble() * 1e9));
    };
    CHECK(now.count == before["count"].GetUint64());
    CHECK(now.min == nanoseconds("min"));
    CHECK(now.mean == nanoseconds("mean"));
    CHECK(now.p50 == nanoseconds("p50"));
    CHECK(now.p80 == nanoseconds("p80"));
    CHECK(now.p90 == nanoseconds("p90"));
    CHECK(now.p95 == nanoseconds("p95"));
    CHECK(now.p99 == nanoseconds("p99"));
    CHECK(now.p9999 == nanoseconds("p9999"));
    CHECK(now.max == nanoseconds("max"));
    CHECK(now.stdev == nanoseconds("stdev"));
}

}  // namespace

TEST_CASE("a results folder of 0.1.0 says what it said when its report is made again", "[report]") {
    const auto run = GENERATE(as<std::string>(), "rows", "histograms", "warmup");
    CAPTURE(run);
    const Said said(run);

    const Rebuilt rebuilt(run);

    const Summary& now = rebuilt.summary();
    CHECK(now.oct_version == "0.1.0");
    CHECK(now.transactions == said["transactions"].GetUint64());
    CHECK(now.timers == said["timers"].GetUint64());
    CHECK(now.errors == said["errors"].GetUint64());
    CHECK(now.warmup_results == said["warmup"].GetUint64());
    CHECK(now.verified);
    CHECK(now.measurement == Measurement::Whole);
    CHECK(now.ledger.balances());
    CHECK(now.ledger.intended == said["ledger"]["intended"].GetUint64());
    CHECK(now.ledger.stored == said["ledger"]["stored"].GetUint64());
    CHECK(now.ledger.failed == said["ledger"]["failed"].GetUint64());
    CHECK(now.turrets.size() == said["turrets"].Size());
    REQUIRE(now.sections.size() == said["sections"].Size());
    for (const Section& section : now.sections) {
        CAPTURE(section.name);
        check_same(section.all, said.section(section.name));
    }
    check_same(now.lag.statistics, said["lag"]);
    REQUIRE(now.error_messages.size() == 1);
    CHECK(now.error_messages[0].message == "payment refused");
    CHECK_THAT(content_of(rebuilt.folder() / "results.html"), Contains("payment refused"));
    CHECK(fs::exists(rebuilt.folder() / "summary.json"));
}

// On purpose: what is said first of a run, and rates, are of succeeded transactions and of what
// ended before the stop.
TEST_CASE("where 0.1.0 kept rows, succeeded and failed transactions are told apart now",
          "[report]") {
    const Said said("rows");

    const Rebuilt rebuilt("rows");

    const Section& all = rebuilt.summary().all();
    CHECK_FALSE(rebuilt.summary().mixed);
    CHECK(all.statistics.count == said["ledger"]["completed"].GetUint64());
    CHECK(all.failed.count == said["ledger"]["failed"].GetUint64());
    CHECK(all.after_stop == 2);
    CHECK(all.rate == static_cast<double>(all.statistics.count - 2) / 2);
    CHECK(said.section("browse")["errors"].GetUint64() == 0);
    CHECK(rebuilt.summary().timer("browse")->errors == 2 * all.failed.count);
}

TEST_CASE("where 0.1.0 kept no rows, its figures are those of both", "[report]") {
    const Rebuilt rebuilt("histograms");

    CHECK(rebuilt.summary().mixed);
    check_same(rebuilt.summary().all().statistics, Said("histograms").section("All transactions"));
}

TEST_CASE("limits of a run of 0.1.0 come out as they did", "[report]") {
    const Said said("warmup");

    const Rebuilt rebuilt("warmup");

    const auto& limits = rebuilt.summary().limits;
    REQUIRE(limits.size() == 2);
    CHECK(limits[0].state == LimitResult::State::Met);
    CHECK(limits[1].state == LimitResult::State::Missed);
    CHECK(base::plain(limits[1].measured.value()) == said["limits"][1]["measured"].GetDouble());
    CHECK(rebuilt.summary().outcome == Outcome::Failed);
}

TEST_CASE("the CSV of a database of 0.1.0 is the one that it wrote", "[report]") {
    const auto run = GENERATE(as<std::string>(), "rows", "warmup");
    std::ostringstream csv;

    (void)results_to_csv(kKept / run / "results.sqlite", csv);

    CHECK(csv.str() == content_of(kKept / run / "results.csv"));
}

TEST_CASE("runs of 0.1.0 are compared with each other", "[report][compare]") {
    const auto figure = [](const std::string& before, const std::string& after) {
        return compare(kKept / before, kKept / after).find(FailOn::parse("p95 +1%"));
    };
    const auto p95 = [](const std::string& run) {
        return Said(run).section("All transactions")["p95"].GetDouble();
    };

    CHECK(figure("rows", "rows").change == Percent{0});
    CHECK(base::plain(*figure("rows", "histograms").before) == Approx(p95("rows")));
    CHECK(base::plain(*figure("rows", "histograms").after) == Approx(p95("histograms")));
    CHECK_FALSE(figure("rows", "warmup").significant());
}
