// The built programs with a project around them, as a user starts them.
#pragma once

#include <oct/config.hpp>
#include <oct/results.hpp>

#include "project/process/child_process.hpp"
#include "support/paths.hpp"
#include "support/temp_dir.hpp"

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace oct::testing {

inline std::string program(const std::string& name) {
    return binary_dir() + "/bin/" + name;
}
inline std::string script(const std::string& name) {
    return scripts_dir() + "/" + name + ".so";
}
inline std::string content_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// A started program.
class Program {
public:
    explicit Program(std::vector<std::string> arguments) {
        project::ChildOptions options;
        options.arguments = std::move(arguments);
        options.output_bytes = std::size_t{64} << 20;  // all of it, however much a run yields
        child_ = std::make_unique<project::ChildProcess>(std::move(options));
    }
    /// Waits until its output has `text`; false when it ended without or 30 s passed.
    bool says(const std::string& text) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (std::chrono::steady_clock::now() < deadline) {
            const bool ended = child_->poll().has_value();
            if (output().find(text) != std::string::npos) return true;
            if (ended) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return false;
    }
    project::ExitStatus wait() const { return child_->wait(); }
    std::string output() const { return child_->output(); }
    pid_t pid() const { return child_->pid(); }
    bool ended() const { return child_->poll().has_value(); }

private:
    std::unique_ptr<project::ChildProcess> child_;
};

/// What a program that ended left behind.
struct ProgramEnd {
    int code;
    std::string output;
};
inline ProgramEnd outcome_of(std::vector<std::string> arguments) {
    const Program run(std::move(arguments));
    const int code = run.wait().code;
    return {code, run.output()};
}

/// A project folder whose turrets run ready-made scripts.
class TestProject {
public:
    /// `turrets`: JSON list of turret entries; `ports`: 0: free ones.
    explicit TestProject(const std::string& turrets, const std::string& run_time = "1",
                         const std::string& more = "", std::pair<int, int> ports = {},
                         int min_turrets = 1)
        : ports_(std::move(ports)) {
        config_ =
            dir_.file("config.json", "{\"run_time\": " + run_time +
                                         ", \"results_ts_interval\": 0.5, \"progress_bar\": true, "
                                         "\"testing\": false, \"hq_address\": \"127.0.0.1\", "
                                         "\"publish_port\": " +
                                         std::to_string(ports_.first) +
                                         ", \"rc_port\": " + std::to_string(ports_.second) +
                                         ", \"min_turrets\": " + std::to_string(min_turrets) +
                                         ", " + more + "\"turrets\": " + turrets + "}");
    }
    std::string path() const { return dir_.path().string(); }
    const std::pair<int, int>& ports() const { return ports_; }
    std::filesystem::path results() const { return dir_.path() / "out"; }
    Config config() const { return Config::load(config_); }
    Summary summary() const {
        return ReportBuilder(results(), results() / "results.sqlite", config()).summarize();
    }
    /// `oct run` on it, into results().
    Program run(std::vector<std::string> more = {"--local"}) const {
        std::vector<std::string> arguments{program("oct"), "run", path(), "-r", results().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return Program(arguments);
    }
    const TempDir& dir() const { return dir_; }

private:
    TempDir dir_;
    std::pair<int, int> ports_;
    std::filesystem::path config_;
};

inline std::string entry(const std::string& name, const std::string& script_name, int cannons = 2,
                         const std::string& more = "") {
    return "{\"name\": \"" + name + "\", \"cannons\": " + std::to_string(cannons) +
           ", \"script\": \"" + script(script_name) + "\"" + more + "}";
}

}  // namespace oct::testing
