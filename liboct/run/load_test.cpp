// The settings of a LoadTest: each is checked where it is given.
#include <oct/error.hpp>
#include <oct/log.hpp>

#include "base/json.hpp"
#include "base/rules.hpp"
#include "hq/transaction_context.hpp"
#include "run/load_test_parts.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <string>
#include <string_view>
#include <utility>

namespace oct {
namespace {

template <class Rule>
void require_setting(std::string_view setter, const Rule& rule, const typename Rule::Value& value) {
    base::check_at("LoadTest::", [&] { base::require(setter, rule, value); });
}

// What a turret entry of config.json says of its load, and what here has a call of its own: it
// would change nothing.
void refuse_load_keys(const std::string& json) {
    base::JsonDocument document;
    base::parse_json(json, "LoadTest::config", document);
    for (const auto& member : document.GetObject()) {
        const std::string_view key(member.name.GetString(), member.name.GetStringLength());
        if (key == "cannons" || key == "rampup" || key == "rate" || key == "loop_threads")
            throw ConfigError(fmt::format(
                "LoadTest::config: {}: expected no key of the load: say it with {}()", key, key));
    }
}

// Says that something goes on, as long as it lives.
class Running {
public:
    explicit Running(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    ~Running() { flag_ = false; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    bool& flag_;
};

}  // namespace

LoadTest::LoadTest(Version compiled) {
    require_version(compiled);
    parts_ = std::make_unique<Parts>();
    parts_->config.run_time = std::chrono::seconds(1);
    parts_->config.results_ts_interval = std::chrono::seconds(1);
}

LoadTest::~LoadTest() = default;
LoadTest::LoadTest(LoadTest&&) noexcept = default;
LoadTest& LoadTest::operator=(LoadTest&&) noexcept = default;

LoadTest& LoadTest::cannons(std::uint64_t count) {
    Parts& parts = Parts::of(parts_);
    require_setting("cannons", base::kCannons, count);
    parts.next.cannons = count;
    parts.unused = "cannons";
    return *this;
}

LoadTest& LoadTest::run_time(std::chrono::nanoseconds time) {
    require_setting("run_time", base::kLength, time);
    Parts::of(parts_).config.run_time = time;
    return *this;
}

LoadTest& LoadTest::rampup(std::chrono::nanoseconds time) {
    Parts& parts = Parts::of(parts_);
    require_setting("rampup", base::kPause, time);
    parts.next.rampup = time;
    parts.unused = "rampup";
    return *this;
}

LoadTest& LoadTest::rate(double arrivals_per_second) {
    Parts& parts = Parts::of(parts_);
    if (parts.next.plan.rate)
        throw ConfigError("LoadTest::rate: the plan has a rate of its own: give only one of them");
    require_setting("rate", base::kRate, arrivals_per_second);
    parts.rate = arrivals_per_second;
    parts.unused = "rate";
    return *this;
}

LoadTest& LoadTest::plan(Plan plan) {
    Parts& parts = Parts::of(parts_);
    if (plan.rate && parts.rate)
        throw ConfigError(
            "LoadTest::plan: the plan has a rate beside that of rate(): give only one of them");
    parts.next.plan = std::move(plan);
    parts.unused = "plan";
    return *this;
}

LoadTest& LoadTest::interval(std::chrono::nanoseconds time) {
    require_setting("interval", base::kLength, time);
    Parts::of(parts_).config.results_ts_interval = time;
    return *this;
}

LoadTest& LoadTest::config(std::string json) {
    Parts& parts = Parts::of(parts_);
    const TransactionConfig config(std::move(json), "LoadTest::config");
    refuse_load_keys(config.json());
    parts.next.json = config.json();
    parts.unused = "config";
    return *this;
}

LoadTest& LoadTest::loop_threads(std::uint64_t count) {
    Parts& parts = Parts::of(parts_);
    require_setting("loop_threads", base::kLoopThreads, count);
    parts.next.loop_threads = count;
    parts.unused = "loop_threads";
    return *this;
}

LoadTest& LoadTest::stop_deadline(std::chrono::nanoseconds time) {
    require_setting("stop_deadline", base::kPause, time);
    Parts::of(parts_).stop_deadline = time;
    return *this;
}

LoadTest& LoadTest::context(const std::string& json) {
    Parts::of(parts_).context = hq::checked_context(json, "LoadTest::context");
    return *this;
}

LoadTest& LoadTest::limit(std::string_view text) {
    return limit(Limit::parse(text, "LoadTest::limit"));
}

LoadTest& LoadTest::limit(Limit limit) {
    base::check_at("LoadTest::limit: ", [&] { limit.check(); });
    Parts::of(parts_).config.limits.push_back(std::move(limit));
    return *this;
}

LoadTest& LoadTest::results(std::filesystem::path directory) {
    if (directory.empty()) throw ConfigError("LoadTest::results: expected a folder, got \"\"");
    Parts::of(parts_).results = std::move(directory);
    return *this;
}

LoadTest& LoadTest::samples(Samples samples) {
    Parts& parts = Parts::of(parts_);
    parts.config.samples = samples;
    parts.of_kept = "samples";
    return *this;
}

LoadTest& LoadTest::output(std::string_view text) {
    return output(Output::parse(text, "LoadTest::output"));
}

LoadTest& LoadTest::output(Output output) {
    Parts& parts = Parts::of(parts_);
    parts.config.outputs.push_back(std::move(output));
    parts.of_kept = "output";
    return *this;
}

LoadTest& LoadTest::sink(ResultSink& sink) {
    Parts::of(parts_).sinks.push_back(&sink);
    return *this;
}

LoadTest& LoadTest::observer(RunObserver& observer) {
    Parts::of(parts_).observers.push_back(&observer);
    return *this;
}

LoadTest& LoadTest::before(std::function<void()> call) {
    if (!call) throw ConfigError("LoadTest::before: expected a function to call, got none");
    Parts::of(parts_).before.push_back(std::move(call));
    return *this;
}

LoadTest& LoadTest::after(std::function<void()> call) {
    if (!call) throw ConfigError("LoadTest::after: expected a function to call, got none");
    Parts::of(parts_).after.push_back(std::move(call));
    return *this;
}

LoadTest& LoadTest::log(LogSink& log) {
    Parts::of(parts_).log = &log;
    return *this;
}

LoadTest& LoadTest::transaction(std::string name, TransactionFactory factory) {
    Parts& parts = Parts::of(parts_);
    require_setting("transaction", base::kName, name);
    TurretConfig config = parts.next;
    if (parts.rate) config.plan.rate = parts.rate;
    base::check_at("LoadTest: " + name + ": ", [&] { config.plan.check(config.rampup); });
    config.script = name;
    config.name = std::move(name);
    parts.turrets.push_back({std::move(config), std::move(factory)});
    parts.unused = {};
    return *this;
}

Summary LoadTest::run(std::stop_token stop) {
    Parts& parts = Parts::of(parts_);
    parts.check();
    parts.check_fit();
    parts.tell_sum();
    const Running running(parts.running);
    return parts.results.empty() ? parts.run_in_memory(stop) : parts.run_kept(stop);
}

}  // namespace oct
