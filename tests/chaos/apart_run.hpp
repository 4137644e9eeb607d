// A run of `oct` whose turrets are started apart, each behind a network of its own.
#pragma once

#include "chaos/proxy.hpp"
#include "support/deployment.hpp"
#include "support/stored_rows.hpp"
#include "support/witness.hpp"

#include <memory>
#include <signal.h>
#include <string>
#include <vector>

namespace oct::testing {

/// The two connections of a turret to its headquarters.
struct Network {
    Proxy commands;
    Proxy results;

    void set(const Faults& both_ways) {
        commands.set(both_ways);
        results.set(both_ways);
    }
    void cut(Cut how) {
        commands.cut(how);
        results.cut(how);
    }
};

struct ApartSetup {
    int turrets = 1;
    int cannons = 8;
    std::string run_time = "3";
    std::string script = "witness";
    std::string more{};  ///< further keys of each turret, each with a comma before
};

/// Its transactions leave traces, so that what a report says can be held against what was done.
///
/// Errors: the constructor throws std::runtime_error when the run does not begin.
class ApartRun {
public:
    explicit ApartRun(const ApartSetup& setup, std::uint64_t seed = 0)
        : project_("[]", setup.run_time, "", free_ports(), setup.turrets),
          hq_(project_.run({"--progress", "none"})) {
        for (int i = 0; i < setup.turrets; ++i) add_turret(setup, seed + static_cast<unsigned>(i));
        if (!stores_a_result(database()))
            throw std::runtime_error("did not begin: " + hq_.output() + turrets_[0]->output());
    }
    ~ApartRun() {
        end(hq_);
        for (const auto& turret : turrets_) end(*turret);
    }
    ApartRun(const ApartRun&) = delete;
    ApartRun& operator=(const ApartRun&) = delete;

    static std::string name(std::size_t i) { return "t" + std::to_string(i); }
    [[nodiscard]] std::size_t turrets() const { return turrets_.size(); }
    [[nodiscard]] const Program& hq() const { return hq_; }
    [[nodiscard]] const Program& turret(std::size_t i) const { return *turrets_[i]; }
    [[nodiscard]] Network& network(std::size_t i) const { return *networks_[i]; }
    [[nodiscard]] const TestProject& project() const { return project_; }
    [[nodiscard]] std::filesystem::path database() const {
        return project_.results() / "results.sqlite";
    }
    [[nodiscard]] std::filesystem::path witness(std::size_t i) const {
        return project_.dir().path() / ("witness" + std::to_string(i));
    }

    /// Waits for the end of the headquarters; its exit code.
    int end() const { return hq_.wait().code; }
    [[nodiscard]] std::string output() const {
        std::string all = hq_.output();
        for (const auto& turret : turrets_) all += "\n--- a turret\n" + turret->output();
        return all;
    }

private:
    static void end(const Program& program) {
        if (!program.ended()) ::kill(program.pid(), SIGKILL);
    }
    void add_turret(const ApartSetup& setup, std::uint64_t seed) {
        const std::size_t i = turrets_.size();
        const auto [publisher, rc] = project_.ports();
        networks_.push_back(std::unique_ptr<Network>(
            new Network{Proxy(static_cast<std::uint16_t>(publisher), seed),
                        Proxy(static_cast<std::uint16_t>(rc), seed + 1'000'000)}));
        const auto& [commands, results] = *networks_.back();
        const auto config = project_.dir().file(
            name(i) + ".json", entry(name(i), setup.script, setup.cannons,
                                     ", \"hq_address\": \"127.0.0.1\", \"hq_publisher\": " +
                                         std::to_string(commands.port()) + ", \"hq_rc\": " +
                                         std::to_string(results.port()) + ", \"witness\": \"" +
                                         witness(i).string() + "\"" + setup.more));
        turrets_.push_back(std::make_unique<Program>(std::vector<std::string>{
            program("oct-turret"), "--config-file", config.string(), "--once"}));
    }

    TestProject project_;
    Program hq_;
    std::vector<std::unique_ptr<Network>> networks_;
    std::vector<std::unique_ptr<Program>> turrets_;
};

}  // namespace oct::testing
