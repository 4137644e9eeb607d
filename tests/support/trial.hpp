// A run by `oct` that something happens to, and what it answers.
#pragma once

#include "support/answers.hpp"
#include "support/programs.hpp"

#include <rapidjson/document.h>

#include <stdexcept>
#include <string>

namespace oct::testing {

/// What is run, and how.
struct TrialSetup {
    std::string turrets;                    ///< JSON list
    std::string run_time = "1";             ///< seconds
    std::string limits = R"("p99 < 10s")";  ///< JSON, without brackets
    std::string more{};                 ///< further keys of config.json, each with a comma behind
    std::string arguments = "--local";  ///< of `oct run`
    std::string before{};               ///< shell commands before it
    std::filesystem::path results{};    ///< folder; empty: in that of the project
    std::pair<int, int> ports{};        ///< of the headquarters
};

/// Errors: throws std::runtime_error with its output when the run does not begin.
class Trial {
public:
    explicit Trial(const TrialSetup& setup)
        : results_(setup.results.empty() ? dir_.path() / "out" : setup.results),
          run_({"/bin/sh", "-c", command(setup)}) {}

    [[nodiscard]] const TempDir& dir() const { return dir_; }
    [[nodiscard]] std::filesystem::path database() const { return results_ / "results.sqlite"; }
    [[nodiscard]] const Program& run() const { return run_; }

    /// Waits until the turrets fire, and then for `more`.
    void fires(std::chrono::milliseconds more = std::chrono::milliseconds(400)) const {
        if (!run_.says("elapsed: ")) throw std::runtime_error("did not begin: " + run_.output());
        std::this_thread::sleep_for(more);
    }
    /// When it has ended.
    [[nodiscard]] Answers answers() const {
        const int code = run_.wait().code;
        Answers answers{"–", "–", "–", std::to_string(code), first_line(run_.output())};
        rapidjson::Document summary;
        if (summary.Parse(content_of(json()).c_str()).HasParseError()) return answers;
        answers.limits = summary["outcome"].GetString();
        answers.figures = summary["verdict"]["grade"].GetString();
        answers.plan = summary["plan"]["answer"].GetString();
        for (const auto& reason : summary["verdict"]["reasons"].GetArray()) {
            const std::string cause = reason["code"].GetString();
            for (const char* of_machine : {"generator", "late_starts", "skipped", "clock"})
                if (cause == of_machine) answers.excuse = "the machine was busy: " + cause;
        }
        return answers;
    }

private:
    [[nodiscard]] std::filesystem::path json() const { return dir_.path() / "summary.json"; }

    std::string command(const TrialSetup& setup) const {
        (void)dir_.file(
            "config.json",
            "{\"run_time\": " + setup.run_time +
                ", \"results_ts_interval\": 0.5, \"progress_bar\": true, \"testing\": false, "
                "\"hq_address\": \"127.0.0.1\", \"publish_port\": " +
                std::to_string(setup.ports.first) +
                ", \"rc_port\": " + std::to_string(setup.ports.second) + ", " + setup.more +
                "\"limits\": [" + setup.limits + "], \"turrets\": " + setup.turrets + "}");
        // A sanitizer leaves the ends of programs as they are.
        return "export ASAN_OPTIONS=handle_segv=0:detect_leaks=0:verify_asan_link_order=0; " +
               setup.before + " exec " + program("oct") + " run " + dir_.path().string() + " -r " +
               results_.string() + " " + setup.arguments + " --json >" + json().string();
    }

    // What the reader sees first: of the summary, which has an empty line before it, or else of
    // what ended the program.
    static std::string first_line(const std::string& output) {
        const auto gap = output.find("\n\n");
        const auto from = gap != output.npos ? gap + 2 : output.rfind('\n', output.size() - 2) + 1;
        return output.substr(from, output.find('\n', from) - from);
    }

    TempDir dir_;
    std::filesystem::path results_;
    Program run_;
};

}  // namespace oct::testing
