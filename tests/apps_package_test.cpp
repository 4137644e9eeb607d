// Turrets from their archives, as programs: nothing but the archive is there, and nothing is left.
#include "net/socket.hpp"
#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/tar_bytes.hpp"

#include <signal.h>

using namespace oct::testing;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

std::pair<int, int> free_ports() {
    oct::net::Context context;
    oct::net::Socket a(context, oct::net::SocketKind::Pull);
    oct::net::Socket b(context, oct::net::SocketKind::Pull);
    return {oct::net::port_of(a.bind("tcp://127.0.0.1:*")),
            oct::net::port_of(b.bind("tcp://127.0.0.1:*"))};
}

/// A project, its turrets packed into a folder of their own, and a folder for temporary files.
class Deployment {
public:
    explicit Deployment(const std::string& script_name) {
        fs::create_directories(project() / "scripts");
        fs::copy_file(script(script_name), project() / "scripts/user.so");
        (void)dir_.file("project/data/users.csv", "alice\n");
        (void)dir_.file("project/config.json", config(ports_.first, ports_.second));
        // The archives say another place than the one where the HQ then is.
        (void)dir_.file("project/elsewhere.json", config(1, 2));
        fs::create_directory(dir_.path() / "archives");
        fs::create_directory(tmp());
    }

    [[nodiscard]] fs::path project() const { return dir_.path() / "project"; }
    [[nodiscard]] fs::path results() const { return dir_.path() / "out"; }
    [[nodiscard]] fs::path tmp() const { return dir_.path() / "tmp"; }
    [[nodiscard]] bool nothing_left() const { return fs::is_empty(tmp()); }

    [[nodiscard]] Program pack(const std::string& arguments) const {
        return Program({"/bin/sh", "-c",
                        "cd '" + (dir_.path() / "archives").string() + "' && exec '" +
                            program("oct") + "' pack-turrets " + arguments});
    }
    void packed() const {
        const auto packing = pack("../project --config-file ../project/elsewhere.json");
        CAPTURE(packing.wait().to_string(), packing.output());
        REQUIRE(packing.wait().success());
    }
    /// oct-turret on the archive; `environment`: NAME=VALUE.
    [[nodiscard]] Program turret(const std::vector<std::string>& arguments,
                                 const std::vector<std::string>& environment = {}) const {
        std::vector<std::string> all{"/usr/bin/env", "TMPDIR=" + tmp().string()};
        all.insert(all.end(), environment.begin(), environment.end());
        all.insert(all.end(), {program("oct-turret"), "--tar",
                               (dir_.path() / "archives/navigation.tar").string()});
        all.insert(all.end(), arguments.begin(), arguments.end());
        return Program(all);
    }
    [[nodiscard]] std::string hq() const {
        return "127.0.0.1:" + std::to_string(ports_.first) + ":" + std::to_string(ports_.second);
    }
    [[nodiscard]] Program run() const {
        return Program({program("oct"), "run", project().string(), "-r", results().string()});
    }
    [[nodiscard]] oct::Summary summary() const {
        return oct::ReportBuilder(results(), results() / "results.sqlite",
                                  oct::Config::load(project() / "config.json"))
            .summarize();
    }

private:
    static std::string config(int publisher, int rc) {
        return "{\"run_time\": 1, \"results_ts_interval\": 1, \"progress_bar\": true, \"testing\": "
               "false, \"hq_address\": \"127.0.0.1\", \"publish_port\": " +
               std::to_string(publisher) + ", \"rc_port\": " + std::to_string(rc) +
               ", \"turrets\": [{\"name\": \"navigation\", \"cannons\": 2, \"script\": "
               "\"scripts/user.so\", \"extra_files\": [\"data\"]}]}";
    }

    TempDir dir_;
    std::pair<int, int> ports_ = free_ports();
};

}  // namespace

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
    CHECK(summary.turrets[0].record.last.turret == "navigation");
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
    for (const auto& turret : deployment.summary().turrets)
        names.push_back(turret.record.last.turret);
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
        {{}, {"SLURM_PROCID=x", "SLURM_NTASKS=2"}, "SLURM_PROCID: expected a whole number"},
        {{"--hq", "host:5000"}, {}, "--hq: expected HOST:PUBLISHER_PORT:RC_PORT"},
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
    (void)fs::copy_file(source_dir() + "/liboct/project/templates/CMakeLists.txt",
                        deployment.project() / "CMakeLists.txt");
    std::string config = content_of(deployment.project() / "elsewhere.json");
    config.replace(config.find("[\"data\"]"), 8, "[\"data\", \"CMakeLists.txt\"]");
    std::ofstream(deployment.project() / "elsewhere.json") << config;
    deployment.packed();

    const auto turret = deployment.turret({"--rebuild"}, {"PATH="});

    CHECK(turret.wait().code == 2);
    CHECK_THAT(turret.output(),
               Contains("oct-turret: --rebuild: cmake is not in PATH: install cmake and a C++ "
                        "compiler, or start the turret without --rebuild"));
    CHECK(deployment.nothing_left());
}

TEST_CASE("a turret from an archive leaves nothing when a signal ends it", "[apps][integration]") {
    const Deployment deployment("nap");
    deployment.packed();
    const int number = GENERATE(SIGTERM, SIGINT);

    const auto turret = deployment.turret({});
    REQUIRE(turret.says("starting turret"));
    CHECK_FALSE(deployment.nothing_left());
    ::kill(turret.pid(), number);

    CHECK(turret.wait().code == 130);
    CHECK(deployment.nothing_left());
}

TEST_CASE("a stuck turret from an archive leaves nothing either", "[apps][integration]") {
    const Deployment deployment("stuck");
    deployment.packed();
    const bool twice = GENERATE(false, true);

    const auto turret = deployment.turret({"--once", "--hq", deployment.hq()});
    const auto run = deployment.run();
    REQUIRE(run.says("turrets: 1"));
    if (twice) {
        ::kill(turret.pid(), SIGTERM);
        ::kill(turret.pid(), SIGINT);
    }

    CHECK(turret.wait().code == (twice ? 130 : 1));
    CHECK(deployment.nothing_left());
    (void)run.wait();
}

TEST_CASE("a turret whose archive or script is refused leaves nothing", "[apps][integration]") {
    const Deployment deployment("no_transaction");
    deployment.packed();

    const auto turret = deployment.turret({});

    CHECK(turret.wait().code == 2);
    CHECK_THAT(turret.output(), Contains("OCT_TRANSACTION"));
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
    CHECK(summary.turrets[0].record.last.turret == "navigation");
}
