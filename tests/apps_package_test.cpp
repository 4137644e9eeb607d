// Turrets from their archives, as programs: nothing but the archive is there, and nothing is left.
#include "project/archive/digest.hpp"
#include "support/deployment.hpp"

using namespace oct::testing;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

TEST_CASE("a packed turret runs from its archive alone, where no compiler is",
          "[apps][integration]") {
    const Deployment deployment("reads_file");
    deployment.packed();
    fs::remove_all(deployment.project() / "scripts");
    fs::remove_all(deployment.project() / "data");

    const auto turret = deployment.turret({"--once", "--hq", deployment.hq()}, {"PATH="});
    const auto run = deployment.run();

    CAPTURE(run.output(), turret.output());
    CHECK(run.wait().code == 0);
    CHECK(turret.wait().code == 0);
    CHECK_THAT(turret.output(), Contains("| oct.turret] starting turret"));
    const auto summary = deployment.summary();
    CHECK(summary.transactions > 0);
    CHECK(summary.errors == 0);
    REQUIRE(summary.turrets.size() == 1);
    CHECK(summary.turrets[0].name == "navigation");
    CHECK(deployment.nothing_left());
}

TEST_CASE("oct pack-turrets prints what it packs, and what is set to a default",
          "[apps][integration]") {
    const Deployment deployment("nap");
    std::string config = content_of(deployment.project() / "config.json");
    config.erase(config.find("\"hq_address\""),
                 std::string("\"hq_address\": \"127.0.0.1\", ").size());
    std::ofstream(deployment.project() / "config.json") << config;

    const auto packing = deployment.pack("../project");

    CHECK(packing.wait().code == 0);
    CHECK_THAT(packing.output(),
               Contains("WARNING: hq_address configuration key not present, the value will be set "
                        "to default value\n") &&
                   Contains("Added config.json\nAdded data/users.csv\nAdded scripts/user.so\n"
                            "Archive ./navigation.tar created\n"
                            "=========================================\n"));
}

TEST_CASE("oct pack-turrets --json lists the archives with sizes and checksums",
          "[apps][integration]") {
    const Deployment deployment("nap");

    const auto packing = deployment.pack("../project --json");

    CHECK(packing.wait().code == 0);
    CHECK(packing.output() ==
          R"([{"turret": "navigation", "archive": "./navigation.tar", "bytes": )" +
              std::to_string(fs::file_size(deployment.archive())) + R"(, "sha256": ")" +
              oct::project::digest_of_file(deployment.archive()) +
              R"(", "members": ["config.json", "data/users.csv", "scripts/user.so"]}])" + "\n");
}

TEST_CASE("a missing key is an error of oct pack-turrets", "[apps][integration]") {
    const Deployment deployment("nap");
    std::ofstream(deployment.project() / "config.json")
        << R"({"run_time": 1, "results_ts_interval": 1, "progress_bar": true, "testing": false})";

    const auto packing = deployment.pack("../project");

    CHECK(packing.wait().code == 2);
    CHECK_THAT(packing.output(), Contains("oct pack-turrets: ../project/config.json: the required "
                                          "configuration key turrets is not defined"));
}

TEST_CASE("turrets of one archive tell themselves apart", "[apps][integration]") {
    const Deployment deployment("reads_file");
    deployment.packed();
    const std::vector<std::string> common{"--once", "--hq", deployment.hq()};
    auto chosen = common;
    chosen.insert(chosen.end(), {"--index", "2", "--of", "3"});

    const auto by_flag = deployment.turret(chosen, {"SLURM_PROCID=0", "SLURM_NTASKS=1"});
    REQUIRE(by_flag.says("starting turret"));
    const auto by_slurm = deployment.turret(common, {"SLURM_PROCID=1", "SLURM_NTASKS=3"});
    REQUIRE(by_slurm.says("starting turret"));
    const auto run = deployment.run();

    CHECK(run.wait().code == 0);
    CHECK(by_flag.wait().code == 0);
    CHECK(by_slurm.wait().code == 0);
    std::vector<std::string> names;
    for (const auto& turret : deployment.summary().turrets) names.push_back(turret.name);
    CHECK(std::count(names.begin(), names.end(), "navigation-2") == static_cast<std::ptrdiff_t>(1));
    for (const auto& name : names) CHECK((name == "navigation-1" || name == "navigation-2"));
    CHECK(deployment.nothing_left());
}

TEST_CASE("where a turret stands among others has to fit together", "[apps][integration]") {
    const Deployment deployment("nap");
    deployment.packed();
    using Strings = std::vector<std::string>;
    const auto [arguments, environment, sentence] = GENERATE(table<Strings, Strings, std::string>({
        {{"--index", "1"}, {}, "--index needs --of"},
        {{"--of", "2"}, {}, "--of needs --index"},
        {{"--index", "2", "--of", "2"}, {}, "below that of --of, got 2 of 2"},
        {{"--of", "2"}, {"JOB_COMPLETION_INDEX=2"}, "below that of --of, got 2 of 2"},
        {{}, {"JOB_COMPLETION_INDEX=0"}, "add --of M, where M is `completions` of the job"},
        {{"--index", "7"}, {"SLURM_PROCID=0", "SLURM_NTASKS=3"}, "--of, got 7 of 3"},
        {{"--index", "7"}, {"OMPI_COMM_WORLD_SIZE=4"}, "--of, got 7 of 4"},
        {{},
         {"OMPI_COMM_WORLD_RANK=5", "OMPI_COMM_WORLD_SIZE=4", "SLURM_PROCID=0", "SLURM_NTASKS=1"},
         "--of, got 5 of 4"},
        {{}, {"SLURM_PROCID=x", "SLURM_NTASKS=2"}, "SLURM_PROCID: expected a whole number"},
        {{"--hq", "host:5000"}, {}, "--hq: expected HOST:PUBLISHER_PORT:RC_PORT"},
        {{"--hq", "host:0:5000"}, {}, "with ports from 1 to 65535, got \"host:0:5000\""},
        {{"--hq", "host:5000:70000"}, {}, "--hq: expected HOST:PUBLISHER_PORT:RC_PORT"},
        {{"--config-file", "x"}, {}, "expected either --tar FILE or --config-file FILE"},
    }));

    const auto turret = deployment.turret(arguments, environment);

    CAPTURE(sentence, turret.output());
    CHECK(turret.wait().code == 2);
    CHECK_THAT(turret.output(), Contains("oct-turret: ") && Contains(sentence));
    CHECK(deployment.nothing_left());
}

TEST_CASE("a turret that cannot be rebuilt says plainly that there is no compiler",
          "[apps][integration]") {
    const Deployment deployment("nap");
    deployment.packed_with_lists(
        content_of(source_dir() + "/liboct/project/templates/CMakeLists.txt"));

    const auto turret = deployment.turret({"--rebuild"}, {"PATH="});

    CHECK(turret.wait().code == 2);
    CHECK_THAT(turret.output(),
               Contains("oct-turret: --rebuild: cmake is not in PATH: install cmake and a C++ "
                        "compiler, or start the turret without --rebuild"));
    CHECK(deployment.nothing_left());
}

TEST_CASE("a turret whose archive or script is refused leaves nothing", "[apps][integration]") {
    const Deployment deployment("no_transaction");
    deployment.packed();

    const auto turret = deployment.turret({});

    CHECK(turret.wait().code == 2);
    CHECK_THAT(turret.output(), Contains("oct-turret: " + deployment.archive().string() +
                                         ": scripts/user.so: not a script: add OCT_TRANSACTION"));
    CHECK(deployment.nothing_left());
}

TEST_CASE("a local turret finds the files of its project, and is alone in any scheduler",
          "[apps][integration]") {
    const Deployment deployment("reads_file");

    const Program run({"/usr/bin/env", "SLURM_PROCID=1", "SLURM_NTASKS=4", program("oct"), "run",
                       deployment.project().string(), "-r", deployment.results().string(),
                       "--local"});

    CAPTURE(run.output());
    CHECK(run.wait().code == 0);
    const auto summary = deployment.summary();
    CHECK(summary.transactions > 0);
    REQUIRE(summary.turrets.size() == 1);
    CHECK(summary.turrets[0].name == "navigation");
}
