// The public HQ: run control with a ZeroMQ context of its own.
#include <oct/error.hpp>
#include <oct/hq.hpp>

#include "base/rules.hpp"
#include "hq/run_control.hpp"
#include "hq/transaction_context.hpp"
#include "net/socket.hpp"

#include <fmt/format.h>

namespace oct {

namespace {

template <class Listener>
void check_list(const char* key, const std::vector<Listener*>& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string place = fmt::format("{}[{}]", key, i);
        if (list[i] == nullptr) base::refuse(place, "an object", "null");
        for (std::size_t k = 0; k < i; ++k)
            if (list[k] == list[i])
                base::refuse(place, fmt::format("another one than {}[{}]", key, k), "the same");
    }
}

HQOptions checked(HQOptions options) {
    check_list("HQOptions::sinks", options.sinks);
    check_list("HQOptions::observers", options.observers);
    if (options.log == nullptr)
        base::refuse("HQOptions::log", "LogSink::none() or another", "null");
    if (options.clock == nullptr)
        base::refuse("HQOptions::clock", "Clock::real() or another", "null");
    base::require_patience("HQOptions::drain_deadline", options.drain_deadline);
    base::require_patience("HQOptions::silence", options.silence);
    if (options.silence.count() == 0)
        base::refuse("HQOptions::silence", "more than 0: a turret may be silent for that time",
                     "0");
    return options;
}

}  // namespace

struct HQ::Parts {
    Parts(const Config& config, const HQOptions& options)
        : control(context, hq::endpoints_of(config, options), config.run_time, options,
                  config.limits) {}

    net::Context context;
    hq::RunControl control;
};

HQ::HQ(const Config& config, const HQOptions& options, Version compiled) {
    require_version(compiled);
    config.check();
    parts_ = std::make_unique<Parts>(config, checked(options));
}

HQ::~HQ() = default;

std::uint16_t HQ::publish_port() const noexcept {
    return parts_->control.publish_port();
}
std::uint16_t HQ::rc_port() const noexcept {
    return parts_->control.rc_port();
}

void HQ::set_transaction_context(const std::string& json) {
    parts_->control.set_transaction_context(hq::checked_context(json, "transaction context"));
}

bool HQ::wait_turrets(std::uint64_t count, std::stop_token stop) {
    return parts_->control.wait_turrets(count, std::move(stop));
}

RunOutcome HQ::run(std::stop_token stop) {
    return parts_->control.run(std::move(stop));
}

void HQ::kill_turrets() {
    parts_->control.kill_turrets();
}

void HQ::turret_ended(const std::string& name, const std::string& how) {
    parts_->control.turret_ended(name, how);
}

}  // namespace oct
