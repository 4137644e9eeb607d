// The public HQ: run control with a ZeroMQ context of its own.
#include <oct/hq.hpp>

#include "hq/run_control.hpp"
#include "hq/transaction_context.hpp"
#include "net/socket.hpp"

namespace oct {

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
    parts_ = std::make_unique<Parts>(config, options);
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
