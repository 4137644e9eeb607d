// Samples into rows: nothing changed, nothing left out, and timers as JSON.
#include <oct/error.hpp>

#include "store/row_reader.hpp"
#include "store/row_writer.hpp"
#include "store/schema.hpp"
#include "support/catch.hpp"
#include "support/results.hpp"

#include <rapidjson/document.h>

using namespace std::chrono_literals;
using namespace oct;
using namespace oct::testing;

namespace {

std::string timers_of(const std::vector<TimerOf>& timers) {
    store::Database database = store::Database::in_memory();
    store::create_schema(database);
    store::RowWriter writer(database, "result");
    const SampleBlock block = block_of({{.timers = timers}});
    writer.add(block, block.samples()[0], 1);
    writer.flush();
    return query(database, "SELECT custom_timers FROM result");
}

}  // namespace

TEST_CASE("rows equal the samples whatever their number is", "[store]") {
    const auto count = GENERATE(0U, 1U, 255U, 256U, 257U, 700U);
    store::Database database = store::Database::in_memory();
    store::create_schema(database);
    SampleBlock block;
    for (unsigned i = 0; i < count; ++i)
        add(block, {.elapsed = 1s + i * 1ms,
                    .service = 17ns + i * 1us,
                    .error = i % 3 == 0 ? "failed " + std::to_string(i) : ""});

    store::RowWriter writer(database, "result");
    for (const Sample& sample : block.samples()) writer.add(block, sample, 7);
    writer.flush();

    store::RowReader reader(database);
    store::ResultRow row;
    for (const Sample& sample : block.samples()) {
        REQUIRE(reader.next(row));
        CHECK(row.error == block.error(sample));
        CHECK(std::llround(row.service_s * 1e9) == sample.service.count());
        CHECK(std::llround(row.elapsed_s * 1e9) == sample.elapsed.count());
        CHECK(row.epoch_s == Approx(1'700'000'000 + row.elapsed_s).epsilon(1e-15));
        CHECK(row.turret_name == "navigation");
        CHECK(row.turret_id == 7);
    }
    CHECK_FALSE(reader.next(row));
}

TEST_CASE("rows that could not be written are written once when they are added again", "[store]") {
    store::Database database = store::Database::in_memory();
    store::create_schema(database);
    SampleBlock block;
    for (int i = 0; i < 300; ++i) add(block, {.service = 1ms});
    store::RowWriter writer(database, "result");
    const auto add_all = [&] {
        for (const Sample& sample : block.samples()) writer.add(block, sample, 1);
        writer.flush();
    };

    database.execute("PRAGMA query_only = ON");
    CHECK_THROWS_AS(add_all(), StoreError);
    writer.discard();
    database.execute("PRAGMA query_only = OFF");
    add_all();

    CHECK(query(database, "SELECT count(*) FROM result") == "300");
}

TEST_CASE("two writers of one database keep their rows apart, and leave nothing but rows",
          "[store]") {
    store::Database database = store::Database::in_memory();
    store::create_schema(database);
    const std::string schema = query(database, "SELECT group_concat(name) FROM sqlite_master");
    const SampleBlock block = block_of({{.service = 1s}, {.service = 2s}});
    {
        store::RowWriter results(database, "result");
        store::RowWriter warmup(database, "warmup_result");
        results.add(block, block.samples()[0], 1);
        warmup.add(block, block.samples()[1], 1);
        results.flush();
        warmup.flush();
    }
    CHECK(query(database, "SELECT group_concat(scriptrun_time) FROM result") == "1.0");
    CHECK(query(database, "SELECT group_concat(scriptrun_time) FROM warmup_result") == "2.0");
    CHECK(query(database, "SELECT group_concat(name) FROM sqlite_master") == schema);
    CHECK_THROWS_AS(database.prepare("SELECT * FROM held_result"), StoreError);
}

TEST_CASE("of the columns that are not asked for nothing is read", "[store]") {
    store::Database database = store::Database::in_memory();
    store::create_schema(database);
    const SampleBlock block = block_of({{.service = 2ms, .timers = {{"a timer", 1ms}}}});
    store::RowWriter writer(database, "result");
    writer.add(block, block.samples()[0], 7);
    writer.flush();

    store::RowReader reader(database, {}, store::RowColumns::Documented);
    store::ResultRow row;

    REQUIRE(reader.next(row));
    CHECK(row.service_s == 0.002);
    CHECK(row.custom_timers == R"({"a timer":0.001})");
    CHECK(row.turret_name == "navigation");
    CHECK_FALSE(row.lag_s);
    CHECK(row.turret_id == 0);
}

TEST_CASE("a custom timer is stored in seconds with all its nanoseconds", "[store]") {
    CHECK(timers_of({}) == "{}");
    CHECK(timers_of({{"a timer", 16ms}}) == R"({"a timer":0.016})");
    CHECK(timers_of({{"b", 1s}, {"a", 1234567891ns}}) == R"({"b":1.0,"a":1.234567891})");
    CHECK(timers_of({{"zero", 0ns}, {"one", 1ns}}) == R"({"zero":0.0,"one":0.000000001})");
}

TEST_CASE("a timer name that repeats becomes a list in its first place", "[store]") {
    CHECK(timers_of({{"a", 1s}, {"b", 2s}, {"a", 3s}, {"c", 4s}, {"a", 5s}}) ==
          R"({"a":[1.0,3.0,5.0],"b":2.0,"c":4.0})");
}

TEST_CASE("a hostile timer name stays one name in valid JSON", "[store]") {
    const std::string name = "\"},\\\n\t\x01 {\"x\": <script> \xC3\xA9";

    const std::string text = timers_of({{name, 5ms}});

    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    REQUIRE_FALSE(document.HasParseError());
    REQUIRE(document.MemberCount() == 1);
    CHECK(document.MemberBegin()->name.GetString() == name);
    CHECK(document.MemberBegin()->value.GetDouble() == 0.005);
}
