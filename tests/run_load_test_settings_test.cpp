// oct::LoadTest: what its settings mean beside each other, and whom it calls while it runs.
#include <oct/error.hpp>
#include <oct/load_test.hpp>
#include <oct/observer.hpp>
#include <oct/results.hpp>

#include "support/catch.hpp"
#include "support/recording_log.hpp"
#include "support/recording_sink.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <cerrno>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using oct::LoadTest;
using oct::testing::RecordingLog;
using oct::testing::RecordingSink;
using oct::testing::TempDir;

namespace {

class Nap : public oct::Transaction {
public:
    void run() override { std::this_thread::sleep_for(2ms); }
};

std::atomic<int> fired = 0;

class Counts : public oct::Transaction {
public:
    void run() override {
        ++fired;
        std::this_thread::sleep_for(2ms);
    }
};

/// What happened, in order; that which is repeated once only. It throws in one of its hooks.
class Diary final : public oct::RunObserver {
public:
    explicit Diary(std::string fails_in = "") : fails_in_(std::move(fails_in)) {}

    void preparing() override { write("preparing"); }
    void waiting(std::uint64_t missing) override {
        write(missing == 0 ? "all are here" : "waiting");
    }
    void starting() override { write("starting"); }
    void progress(const oct::Progress& now) override {
        last = now;
        write("progress");
    }
    void draining() override { write("draining"); }
    void stopped() override { write("stopped"); }
    void analyzing() override { write("analyzing"); }
    void write(const std::string& what) {
        if (lines.empty() || lines.back() != what) lines.push_back(what);
        if (what == fails_in_) throw std::runtime_error("no more ink");
    }

    std::vector<std::string> lines;
    oct::Progress last;

private:
    std::string fails_in_;
};

/// A sink that throws something when its first results come.
class Touchy final : public oct::ResultSink {
public:
    explicit Touchy(std::function<void()> fail) : fail_(std::move(fail)) {}
    void consume(const oct::SampleBlock&) override {
        ++calls;
        fail_();
    }
    void finish(const oct::RunOutcome&) override { ++calls; }
    int calls = 0;

private:
    std::function<void()> fail_;
};

oct::Plan twenty_starts() {
    oct::Plan plan;
    plan.iterations = 20;
    return plan;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

void check_remark(const oct::Summary& summary, const std::string& text) {
    REQUIRE(summary.hook_failures.size() == 1);
    CHECK_THAT(summary.hook_failures[0], Catch::EndsWith(text));
    CHECK(summary.verdict.grade == oct::Grade::Valid);
    CHECK(summary.ledger.balances());
    CHECK_THAT(summary.to_text(), Catch::Contains(text));
    CHECK_THAT(summary.to_json(), Catch::Contains(text));
}

}  // namespace

TEST_CASE("rate and plan go together in any order", "[run][integration]") {
    const bool rate_first = GENERATE(true, false);
    LoadTest test;
    test.run_time(1h);
    rate_first ? test.rate(500).plan(twenty_starts()) : test.plan(twenty_starts()).rate(500);

    const auto summary = test.transaction<Nap>().run();

    CHECK(summary.transactions == 20);
    CHECK_THAT(summary.turrets.at(0).load, Catch::StartsWith("open load, 500/s"));
}

TEST_CASE("an empty plan drops no setting that was made before", "[run][integration]") {
    const auto summary = LoadTest()
                             .run_time(300ms)
                             .cannons(3)
                             .rampup(1ms)
                             .plan({})
                             .transaction<Nap>("closed")
                             .rampup(0s)
                             .rate(100)
                             .plan({})
                             .transaction<Nap>("open")
                             .run();

    REQUIRE(summary.turrets.size() == 2);
    CHECK(summary.turrets[0].planned_cannons == 3);
    CHECK(summary.turrets[0].rampup == 1ms);
    CHECK_THAT(summary.turrets[1].load, Catch::StartsWith("open load, 100/s"));
}

TEST_CASE("a rate beside that of the plan is refused, not dropped", "[run]") {
    oct::Plan plan;
    plan.rate = 20;

    CHECK_THROWS_WITH(
        LoadTest().rate(10).plan(plan),
        "LoadTest::plan: the plan has a rate beside that of rate(): give only one of them");
    CHECK_THROWS_WITH(LoadTest().plan(plan).rate(10),
                      "LoadTest::rate: the plan has a rate of its own: give only one of them");
}

TEST_CASE("a setting that no transaction follows is told by its name", "[run]") {
    const auto& [name, set] = GENERATE(table<std::string, std::function<void(LoadTest&)>>({
        {"cannons", [](LoadTest& test) { test.cannons(2); }},
        {"rampup", [](LoadTest& test) { test.rampup(1s); }},
        {"rate", [](LoadTest& test) { test.rate(2); }},
        {"plan", [](LoadTest& test) { test.plan({}); }},
        {"config", [](LoadTest& test) { test.config("{}"); }},
        {"loop_threads", [](LoadTest& test) { test.loop_threads(2); }},
    }));
    LoadTest test;
    test.transaction<Nap>();
    set(test);

    CHECK_THROWS_WITH(test.run(),
                      "LoadTest::" + name +
                          ": a setting of the transactions that are added after it, and none "
                          "was: call it before transaction<T>()");
}

TEST_CASE("what is kept of results needs a folder for them", "[run]") {
    CHECK_THROWS_WITH(
        LoadTest().output("junit").transaction<Nap>().run(),
        "LoadTest::output: without results(directory) nothing is kept: call that, too");
    CHECK_THROWS_WITH(
        LoadTest().samples(oct::Samples::Summary).transaction<Nap>().run(),
        "LoadTest::samples: without results(directory) nothing is kept: call that, too");
    CHECK_THROWS_WITH(LoadTest().output("pdf"),
                      Catch::StartsWith("LoadTest::output \"pdf\": expected"));
}

TEST_CASE("outputs are written beside the report, and samples say what is kept of results",
          "[run][integration]") {
    const TempDir dir;
    oct::Output markdown;
    markdown.format = oct::Output::Format::Markdown;
    markdown.file = "run.md";

    const auto summary = LoadTest()
                             .run_time(1h)
                             .plan(twenty_starts())
                             .output("junit=run.xml")
                             .output(markdown)
                             .samples(oct::Samples::Summary)
                             .results(dir.path() / "kept")
                             .transaction<Nap>()
                             .run();

    CHECK(summary.transactions == 20);
    CHECK_THAT(text_of(dir.path() / "kept/run.xml"), Catch::Contains("<testsuite"));
    CHECK_FALSE(text_of(dir.path() / "kept/run.md").empty());
    std::ostringstream rows;
    CHECK_THROWS_WITH(oct::results_to_csv(summary.database, rows),
                      Catch::Contains("kept histograms only"));
}

TEST_CASE("the log says what the transactions come to together", "[run][integration]") {
    RecordingLog log;
    std::stop_source stop;
    stop.request_stop();
    (void)LoadTest().log(log).cannons(2).transaction<Nap>("a").run(stop.get_token());
    CHECK_FALSE(log.contains("in all"));

    (void)LoadTest().log(log).cannons(20).rate(10).transaction<Nap>("a").transaction<Nap>("b").run(
        stop.get_token());

    CHECK(
        log.contains("INFO oct.run 2 transactions, each with its own cannons and rate: "
                     "40 cannons and up to 20 arrivals/s in all"));
}

TEST_CASE("keys of the context reach every transaction", "[run][integration]") {
    static std::atomic<int> right = 0;
    class Reads : public oct::Transaction {
        void run() override {
            right += context().value<std::string>("token") == "secret";
            std::this_thread::sleep_for(1ms);
        }
    };

    const auto summary = LoadTest()
                             .run_time(1h)
                             .plan(twenty_starts())
                             .context("{/* a comment */ \"token\": \"secret\"}")
                             .transaction<Reads>()
                             .run();

    CHECK(summary.transactions == 20);
    CHECK(static_cast<std::uint64_t>(right) == summary.transactions);
    CHECK_THROWS_WITH(LoadTest().context("[1]"),
                      Catch::StartsWith("LoadTest::context: expected an object"));
}

TEST_CASE("observers see a run from its preparation to its analysis, in the order given",
          "[run][integration]") {
    Diary diary;
    Diary second;

    const auto summary = LoadTest()
                             .run_time(1h)
                             .plan(twenty_starts())
                             .cannons(2)
                             .observer(diary)
                             .observer(second)
                             .before([&] { diary.write("before"); })
                             .before([&] { diary.write("before too"); })
                             .after([&] { diary.write("after"); })
                             .transaction<Nap>("nap")
                             .run();

    CHECK(summary.hook_failures.empty());
    CHECK(diary.lines == std::vector<std::string>{"preparing", "waiting", "all are here",
                                                  "starting", "before", "before too", "progress",
                                                  "draining", "stopped", "after", "analyzing"});
    CHECK(second.lines == std::vector<std::string>{"preparing", "waiting", "all are here",
                                                   "starting", "progress", "draining", "stopped",
                                                   "analyzing"});
    CHECK(diary.last.present_turrets == 1);
    REQUIRE(diary.last.turrets.size() == 1);
    CHECK(diary.last.turrets[0].name == "nap");
    CHECK(diary.last.turrets[0].cannons == 2);
    CHECK(diary.last.turrets[0].received == diary.last.transactions);
}

TEST_CASE(
    "before() is over when the first transaction begins, and after() begins when none is left",
    "[run][integration]") {
    fired = 0;
    int before = -1;
    int after = -1;

    const auto summary = LoadTest()
                             .run_time(1h)
                             .plan(twenty_starts())
                             .cannons(4)
                             .before([&] {
                                 std::this_thread::sleep_for(20ms);
                                 before = fired;
                             })
                             .after([&] { after = fired; })
                             .transaction<Counts>()
                             .run();

    CHECK(before == 0);
    CHECK(after == fired);
    CHECK(summary.transactions == static_cast<std::uint64_t>(after));
}

TEST_CASE("what an observer or before() throws gives the run up", "[run][integration]") {
    const std::string hook =
        GENERATE("preparing", "waiting", "all are here", "starting", "before", "progress");
    CAPTURE(hook);
    fired = 0;
    Diary diary(hook);

    CHECK_THROWS_WITH(LoadTest()
                          .run_time(1h)
                          .observer(diary)
                          .before([&] { diary.write("before"); })
                          .transaction<Counts>()
                          .run(),
                      "no more ink");

    CHECK(diary.lines.back() == hook);
    if (hook != "progress") CHECK(fired == 0);
    const int then = fired;
    std::this_thread::sleep_for(20ms);
    CHECK(fired == then);
}

TEST_CASE("what an observer or after() throws once the run is over does not cost the summary",
          "[run][integration]") {
    const std::string hook = GENERATE("draining", "stopped", "after");
    CAPTURE(hook);
    Diary diary(hook);

    const auto summary = LoadTest()
                             .run_time(1h)
                             .plan(twenty_starts())
                             .observer(diary)
                             .after([&] { diary.write("after"); })
                             .transaction<Nap>()
                             .run();

    CHECK(summary.transactions == 20);
    CHECK(diary.lines.back() == "analyzing");
    check_remark(summary, hook == "after" ? "LoadTest::after: no more ink"
                                          : "threw in " + hook + "(): no more ink");
}

TEST_CASE("an observer that throws when results are analyzed is in the log", "[run][integration]") {
    const bool kept = GENERATE(false, true);
    const TempDir dir;
    Diary diary("analyzing");
    RecordingLog log;
    LoadTest test;
    if (kept) test.results(dir.path() / "kept");

    const auto summary =
        test.run_time(1h).plan(twenty_starts()).observer(diary).log(log).transaction<Nap>().run();

    CHECK(summary.transactions == 20);
    CHECK(std::filesystem::exists(dir.path() / "kept/results.html") == kept);
    CHECK(log.contains("threw in analyzing(): no more ink"));
}

TEST_CASE("a sink that throws is lost, and the summary is whole", "[run][integration]") {
    Touchy touchy([] { throw std::runtime_error("disk full"); });
    Touchy strange([] { throw 7; });
    RecordingSink sink;

    const auto summary = LoadTest()
                             .run_time(1h)
                             .plan(twenty_starts())
                             .sink(touchy)
                             .sink(strange)
                             .sink(sink)
                             .transaction<Nap>()
                             .run();

    CHECK(touchy.calls == 1);
    CHECK(strange.calls == 1);
    CHECK(summary.transactions == 20);
    CHECK(sink.results.size() == summary.transactions);
    CHECK(summary.ledger.balances());
    CHECK(summary.verdict.grade == oct::Grade::Valid);
    REQUIRE(summary.hook_failures.size() == 2);
    CHECK_THAT(summary.hook_failures[0],
               Catch::EndsWith("threw in consume() and got nothing from then on: disk full"));
    CHECK_THAT(summary.hook_failures[1], Catch::EndsWith("exception that is no std::exception"));
}

TEST_CASE("a sink that was lost stands in the database and on the page", "[run][integration]") {
    const TempDir dir;
    Touchy touchy([] { throw std::runtime_error("disk full"); });

    const auto summary = LoadTest()
                             .run_time(1h)
                             .plan(twenty_starts())
                             .sink(touchy)
                             .results(dir.path() / "kept")
                             .transaction<Nap>()
                             .run();

    const std::string text = "threw in consume() and got nothing from then on: disk full";
    check_remark(summary, text);
    CHECK_THAT(text_of(summary.report), Catch::Contains(text));
    const oct::ReportBuilder again(dir.path(), summary.database, {});
    CHECK(again.summarize().hook_failures == summary.hook_failures);
}

TEST_CASE("a program of other headers than the library is told so", "[run]") {
    const oct::Version other{9, 8, 7};
    CHECK_THROWS_WITH(LoadTest(other), Catch::Contains("compiled with liboct 9.8.7"));
    CHECK_THROWS_WITH(oct::run_once(&oct::make_transaction<Nap>, oct::TransactionConfig(), other),
                      Catch::Contains("compiled with liboct 9.8.7"));
}

TEST_CASE("a system error of a constructor is not taken for a lack of threads",
          "[run][integration]") {
    class NoSocket : public oct::Transaction {
    public:
        NoSocket() { throw std::system_error(EMFILE, std::generic_category(), "socket"); }
        void run() override {}
    };

    CHECK_THROWS_WITH(LoadTest().transaction<NoSocket>().run(),
                      Catch::Contains("socket: Too many open files") && !Catch::Contains("thread"));
}

TEST_CASE("a load test that was moved from says so", "[run]") {
    LoadTest first;
    LoadTest second(std::move(first));

    // NOLINTNEXTLINE(bugprone-use-after-move): what this is about
    CHECK_THROWS_WITH(first.cannons(2), Catch::Contains("moved from"));
    CHECK_NOTHROW(second.cannons(2));
}

TEST_CASE("nothing is set while a load test runs", "[run][integration]") {
    LoadTest test;
    test.run_time(10s).before([&] { test.before([] {}); }).transaction<Nap>("nap");

    CHECK_THROWS_WITH((void)test.run(), "LoadTest: it runs: call this before run(), or after it");
    CHECK_NOTHROW(test.run_time(1s));
}

TEST_CASE("each call after a run is made, also behind one that throws", "[run][integration]") {
    bool second = false;
    oct::Plan plan;
    plan.iterations = 1;
    const auto summary = LoadTest()
                             .plan(plan)
                             .after([] { throw 1; })
                             .after([&] { second = true; })
                             .transaction<Nap>("nap")
                             .run();

    CHECK(second);
    CHECK(summary.hook_failures.size() == 1);
}
