// A project, its packed turrets and an oct-turret that has nothing but them.
#pragma once

#include "net/socket.hpp"
#include "support/catch.hpp"
#include "support/programs.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace oct::testing {

inline std::pair<int, int> free_ports() {
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
        std::filesystem::create_directories(project() / "scripts");
        std::filesystem::copy_file(script(script_name), project() / "scripts/user.so");
        (void)dir_.file("project/data/users.csv", "alice\n");
        (void)dir_.file("project/config.json", config(ports_.first, ports_.second));
        // The archives say another place than the one where the HQ then is.
        (void)dir_.file("project/elsewhere.json", config(1, 2));
        std::filesystem::create_directory(dir_.path() / "archives");
        std::filesystem::create_directory(tmp());
    }

    [[nodiscard]] const TempDir& dir() const { return dir_; }
    [[nodiscard]] std::filesystem::path project() const { return dir_.path() / "project"; }
    [[nodiscard]] std::filesystem::path archive() const {
        return dir_.path() / "archives/navigation.tar";
    }
    [[nodiscard]] std::filesystem::path results() const { return dir_.path() / "out"; }
    [[nodiscard]] std::filesystem::path tmp() const { return dir_.path() / "tmp"; }
    [[nodiscard]] bool nothing_left() const { return std::filesystem::is_empty(tmp()); }

    [[nodiscard]] Program pack(const std::string& arguments) const {
        return Program({"/bin/sh", "-c",
                        "cd '" + (dir_.path() / "archives").string() + "' && exec '" +
                            program("oct") + "' pack-turrets " + arguments});
    }
    /// Packs a CMakeLists.txt with this content, too.
    void packed_with_lists(const std::string& lists) const {
        (void)dir_.file("project/CMakeLists.txt", lists);
        std::string config = content_of(project() / "elsewhere.json");
        config.replace(config.find("[\"data\"]"), 8, "[\"data\", \"CMakeLists.txt\"]");
        std::ofstream(project() / "elsewhere.json") << config;
        packed();
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
        all.insert(all.end(), {program("oct-turret"), "--tar", archive().string()});
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

}  // namespace oct::testing
