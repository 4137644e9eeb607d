// A ResultSink that keeps everything it gets.
#pragma once

#include <oct/result_sink.hpp>

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace oct::testing {

class RecordingSink final : public ResultSink {
public:
    struct Result {
        Sample sample;
        std::string turret, uuid, error;
        std::vector<std::pair<std::string, std::chrono::nanoseconds>> timers;
    };

    void start(const RunStart& run) override { run_ = run; }
    void consume(const SampleBlock& block) override {
        for (const Sample& sample : block.samples()) {
            Result result{sample,
                          std::string(block.name(sample.turret)),
                          std::string(block.name(sample.turret_uuid)),
                          std::string(block.error(sample)),
                          {}};
            for (const auto& timer : block.timers(sample))
                result.timers.emplace_back(block.name(timer.name), timer.value);
            results.push_back(std::move(result));
        }
    }
    void turret(const TurretRecord& record) override { turrets.push_back(record); }
    void stop(std::chrono::nanoseconds run_time) override { stopped.push_back(run_time); }
    void finish(const RunOutcome& outcome) override { finished.push_back(outcome); }

    std::vector<Result> results;
    std::vector<TurretRecord> turrets;
    std::vector<std::chrono::nanoseconds> stopped;
    std::vector<RunOutcome> finished;
    RunStart run_;
};

}  // namespace oct::testing
