// One iteration, fired by the same cannon as in a run.
#include <oct/cannon.hpp>
#include <oct/clock.hpp>
#include <oct/error.hpp>
#include <oct/transaction.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "turret/bad_values.hpp"

#include <fmt/format.h>

namespace oct {

std::string OnceResult::to_string() const {
    std::string text = fmt::format("service time: {}\n", duration_text(service));
    for (const auto& [name, value] : timers)
        text += fmt::format("{}: {}\n", name, duration_text(value));
    text += error.empty() ? "no error\n" : fmt::format("error: {}\n", error);
    for (const std::string& remark : remarks) text += remark + '\n';
    return text;
}

std::string OnceResult::to_json() const {
    const auto seconds = [](std::chrono::nanoseconds value) {
        return fmt::format("{:.9f}", static_cast<double>(value.count()) / 1e9);
    };
    std::string json = R"({"service": )" + seconds(service) + R"(, "error": )";
    base::append_json_string(json, error);
    json += R"(, "timers": [)";
    for (const auto& [name, value] : timers) {
        json += &name == &timers.front().first ? R"({"name": )" : R"(, {"name": )";
        base::append_json_string(json, name);
        json += R"(, "value": )" + seconds(value) + "}";
    }
    json += R"(], "remarks": [)";
    for (const std::string& remark : remarks) {
        if (&remark != &remarks.front()) json += ", ";
        base::append_json_string(json, remark);
    }
    return json + "]}";
}

namespace {

/// A loop with one cannon, for one shot.
class Once final : public CannonHost {
public:
    explicit Once(SampleBlock& block) : CannonHost(loop_), block_(block) {}
    void fire(std::unique_ptr<AsyncTransaction> transaction, RunAnchor anchor,
              const TransactionConfig& context) {
        begin(anchor, context, {});
        AsyncCannon cannon(std::move(transaction), *this);
        cannon.begin();
        cannon.fire();
        while (cannon.firing()) loop_.run(std::chrono::seconds(1));
    }
    SampleBlock& block() override { return block_; }
    void ended(AsyncCannon& /*cannon*/, ShotEnd /*how*/) override {}

private:
    Loop loop_;
    SampleBlock& block_;
};

}  // namespace

OnceResult run_once(const TransactionFactory& factory, const TransactionConfig& config,
                    Version compiled) {
    require_version(compiled);
    turret::BadValues bad_values;
    auto transaction = factory ? factory(config) : nullptr;
    if (transaction) bad_values.watch(*transaction);
    const TransactionConfig context;
    const RunAnchor anchor{Clock::real().now(), Clock::real().wall()};
    SampleBlock block;
    if (auto* blocking = dynamic_cast<Transaction*>(transaction.get())) {
        (void)transaction.release();
        Cannon cannon((std::unique_ptr<Transaction>(blocking)));
        cannon.begin(anchor, context, {});
        cannon.fire(block);
    } else if (auto* async = dynamic_cast<AsyncTransaction*>(transaction.get())) {
        (void)transaction.release();
        Once(block).fire(std::unique_ptr<AsyncTransaction>(async), anchor, context);
    } else {
        throw ConfigError("the factory made no transaction");
    }

    const Sample& sample = block.samples().front();
    OnceResult result{sample.service, std::string(block.error(sample)), {}, bad_values.remarks()};
    for (const auto& timer : block.timers(sample))
        result.timers.emplace_back(block.name(timer.name), timer.value);
    return result;
}

}  // namespace oct
