// The public turret: an I/O loop with a ZeroMQ context of its own.
#include <oct/error.hpp>
#include <oct/turret.hpp>

#include "base/rules.hpp"
#include "net/socket.hpp"
#include "turret/turret_control.hpp"

namespace oct {

namespace {

TurretOptions checked(TurretOptions options) {
    if (options.log == nullptr)
        base::refuse("TurretOptions::log", "LogSink::none() or another", "null");
    if (options.clock == nullptr)
        base::refuse("TurretOptions::clock", "Clock::real() or another", "null");
    base::require_patience("TurretOptions::stop_deadline", options.stop_deadline);
    base::require_patience("TurretOptions::interrupt_after", options.interrupt_after);
    base::require_patience("TurretOptions::linger", options.linger);
    return options;
}

}  // namespace

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
    if (!factory)
        throw ConfigError("turret " + config.name + ": no factory makes its transactions");
    parts_ = std::make_unique<Parts>(config, std::move(factory), checked(options));
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
