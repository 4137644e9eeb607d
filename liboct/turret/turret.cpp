// The public turret: an I/O loop with a ZeroMQ context of its own.
#include <oct/turret.hpp>

#include "net/socket.hpp"
#include "turret/turret_control.hpp"

namespace oct {

struct Turret::Parts {
    Parts(const TurretConfig& config, TransactionFactory factory, const TurretOptions& options)
        : loop(new turret::TurretControl(context, turret::endpoints_of(config), config,
                                         std::move(factory), options)) {}

    net::Context context;
    turret::TurretPtr loop;
};

Turret::Turret(const TurretConfig& config, TransactionFactory factory, const TurretOptions& options,
               Version compiled) {
    require_version(compiled);
    config.check();
    parts_ = std::make_unique<Parts>(config, std::move(factory), options);
}

Turret::~Turret() = default;

TurretEnd Turret::run(std::stop_token stop) {
    const TurretEnd end = parts_->loop->run(std::move(stop));
    if (end == TurretEnd::Stuck) parts_->context.finish();  // the last word, before an _exit()
    return end;
}

const std::string& Turret::uuid() const noexcept {
    return parts_->loop->uuid();
}

std::size_t Turret::stuck_cannons() const noexcept {
    return parts_->loop->stuck_cannons();
}

}  // namespace oct
