// Runs whose results cannot all be kept: the summary comes all the same, and says what is missing.
#include "store/database.hpp"
#include "support/catch.hpp"
#include "support/locked_database.hpp"
#include "support/programs.hpp"
#include "support/small_disk.hpp"

#include <rapidjson/document.h>

#include <functional>

using namespace oct::testing;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A run of 2 s, with a shell around it, of transactions that each leave a trace of their own.
class LossyRun {
public:
    /// `results`: the folder of the results; else one in the project.
    explicit LossyRun(fs::path results = {})
        : results_(results.empty() ? project_.results() : std::move(results)) {}

    [[nodiscard]] const fs::path& results() const { return results_; }
    [[nodiscard]] fs::path database() const { return results_ / "results.sqlite"; }

    /// `before`: what the shell does first. `meanwhile`: called once results were stored.
    void run(const std::string& before, const std::function<void(const Program&)>& meanwhile = {}) {
        const Program oct({"/bin/sh", "-c",
                           before + " exec '" + program("oct") + "' run '" + project_.path() +
                               "' -r '" + results_.string() + "' --local --progress none"});
        if (meanwhile) {
            REQUIRE(oct.says("waiting for 0 turrets"));
            while (!oct.ended() && stored() == 0)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            meanwhile(oct);
        }
        code_ = oct.wait().code;
        output_ = oct.output();
    }
    [[nodiscard]] int code() const { return code_; }
    [[nodiscard]] const std::string& output() const { return output_; }

    /// Rows that another program finds in the file.
    [[nodiscard]] std::uint64_t stored() const {
        if (!fs::exists(database())) return 0;
        const auto file = oct::store::Database::open(database());
        if (!file.has_table("result")) return 0;
        auto rows = file.prepare("SELECT count(*) FROM result");
        return rows.step() ? static_cast<std::uint64_t>(rows.integer(0)) : 0;
    }
    /// Transactions that the turret did.
    [[nodiscard]] std::uint64_t fired() const { return fs::file_size(witness_) / 16; }

    /// The console has the verdict, and a ledger in which `in_file` results are stored and all
    /// others are not.
    void check_account(std::uint64_t in_file) const {
        CAPTURE(output_);
        CHECK_THAT(output_, Contains("INVALID"));
        const auto number_behind = [&](const std::string& words) {
            const auto at = output_.find(words);
            return at == output_.npos ? 0 : std::stoull(output_.substr(at + words.size()));
        };
        CHECK(number_behind("; fired ") == fired());
        CHECK(number_behind("= stored ") == in_file);
        CHECK(number_behind("+ rejected ") == fired() - in_file);
        CHECK_THAT(output_, Contains("balanced") && !Contains("NOT BALANCED"));
        CHECK_THAT(output_, !Contains("nothing is lost"));
    }

private:
    TempDir dir_;
    fs::path witness_ = dir_.path() / "witness";
    TestProject project_{
        "[" + entry("web", "witness", 8, ", \"witness\": \"" + witness_.string() + "\"") + "]",
        "2"};
    fs::path results_;
    int code_ = 0;
    std::string output_;
};

std::string grade_in(const fs::path& summary) {
    rapidjson::Document json;
    json.Parse(content_of(summary).c_str());
    REQUIRE_FALSE(json.HasParseError());
    return json["verdict"]["grade"].GetString();
}

}  // namespace

TEST_CASE("a disk that breaks during the run leaves a true account", "[apps][integration]") {
    LossyRun run;
    run.run("ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD='" + scripts_dir() +
            "/oct_broken_disk.so' OCT_GOOD_WRITES=200");

    CHECK(run.stored() > 0);
    CHECK(run.stored() < run.fired());
    run.check_account(run.stored());
    CHECK(run.code() == 3);
    CHECK_THAT(run.output(), Contains("Input/output error: the disk of " + run.results().string() +
                                      " is broken or gone"));
    CHECK_THAT(run.output(), Contains("the end of the run could not be stored"));
    CHECK(grade_in(run.results() / "summary.json") == "INVALID");

    // The end of the run is in no file: a report that is made later claims nothing about it.
    const auto later = outcome_of({program("oct"), "rebuild-results", run.results().string()});
    CHECK(later.code == 0);
    CHECK_THAT(later.output, Contains("SUSPECT") && Contains("ledger: not known"));
    CHECK_THAT(later.output, !Contains("balanced"));
}

TEST_CASE("a database that stays locked to the end leaves a true account", "[apps][integration]") {
    LossyRun run;
    std::unique_ptr<LockedDatabase> lock;
    run.run("", [&](const Program&) { lock = std::make_unique<LockedDatabase>(run.database()); });

    CHECK(run.stored() < run.fired());
    run.check_account(run.stored());
    CHECK(run.code() == 3);
    CHECK_THAT(run.output(), Contains("database is locked: end the program that keeps it so"));
}

TEST_CASE("a full disk costs neither the account nor the summary", "[apps][integration]") {
    const SmallDisk disk(1);
    if (!disk.mounted()) {
        WARN("no file system can be mounted here: nothing was tested");
        return;
    }
    disk.fill_up(550);
    LossyRun run(disk.path() / "out");
    run.run("");

    CHECK(run.stored() < run.fired());
    run.check_account(run.stored());
    CHECK(run.code() == 1);
    CHECK_THAT(run.output(), Contains("make room on the disk of " + run.results().string()));
    CHECK_THAT(run.output(), Contains("oct run: ") && Contains("cannot be written: No space left"));
    CHECK_THAT(run.output(), Contains("oct rebuild-results " + run.results().string()));
    CHECK_FALSE(fs::exists(run.results() / "results.html"));
}

TEST_CASE("a full disk that gets room again costs nothing", "[apps][integration]") {
    const SmallDisk disk(2);
    if (!disk.mounted()) {
        WARN("no file system can be mounted here: nothing was tested");
        return;
    }
    LossyRun run(disk.path() / "out");
    run.run("", [&](const Program& oct) {
        disk.fill_up(0);
        CHECK(oct.says("make room on the disk of "));
        disk.make_room();
    });

    CAPTURE(run.output());
    CHECK(run.code() == 0);
    CHECK(run.stored() == run.fired());
    CHECK_THAT(run.output(), Contains("failed attempts, nothing is lost"));
    CHECK_THAT(run.output(), Contains(": balanced") && !Contains("INVALID"));
}

TEST_CASE("files that may not grow are a full disk, not the end of the program",
          "[apps][integration]") {
    LossyRun run;
    run.run("ulimit -f 600;");

    CHECK(run.stored() < run.fired());
    run.check_account(run.stored());
    CHECK(run.code() == 3);
    CHECK_THAT(run.output(), Contains("raise the limit on the size of files (ulimit -f)"));
}

TEST_CASE("a database that goes away during the run is missed at once", "[apps][integration]") {
    LossyRun run;
    const bool replaced = GENERATE(false, true);
    run.run("", [&](const Program&) {
        fs::remove_all(run.results());
        if (!replaced) return;
        fs::create_directory(run.results());
        const auto other = oct::store::Database::create(run.database());
    });

    run.check_account(0);
    CHECK(run.code() == 1);
    const std::string sentence = run.database().string() + ": deleted, moved or replaced";
    CHECK(run.output().find(sentence) < run.output().find("Processing all remaining"));
    CHECK_THAT(run.output(), Contains("oct run: " + sentence));
    CHECK(grade_in(run.results() / "summary.json") == "INVALID");
}

TEST_CASE("a report that cannot be written costs no summary", "[apps][integration]") {
    const TestProject project("[" + entry("web", "nap") + "]", "1", "\"outputs\": [\"junit\"], ");
    fs::create_directories(project.results() / "results.html");

    const auto run = project.run();

    CHECK(run.wait().code == 1);
    CHECK_THAT(run.output(), Contains("ledger: intended"));
    CHECK_THAT(run.output(), Contains("oct run: " + project.results().string() +
                                      "/results.html: cannot be written: Is a directory"));
    CHECK(grade_in(project.results() / "summary.json") != "INVALID");
    CHECK(fs::exists(project.results() / "junit.xml"));
}

TEST_CASE("a template that is wrong is found before the run", "[apps][integration]") {
    const TestProject project("[" + entry("web", "nap") + "]", "60");
    const auto [text, mistake] = GENERATE(table<std::string, std::string>({
        {"{{#sections}}", "report.html:1:1: \"sections\" has no end"},
        {"a\n{{ title|upper }}", "report.html:2:1: a Jinja template"},
    }));
    (void)project.dir().file("templates/report.html", text);

    const auto run = project.run();

    CHECK(run.wait().code == 2);
    CHECK_THAT(run.output(), Contains(mistake));
    CHECK_FALSE(fs::exists(project.results()));
}
