// An HQ and turrets in one process over inproc sockets, for integration tests.
#pragma once

#include <oct/hq.hpp>
#include <oct/turret.hpp>

#include "hq/run_control.hpp"
#include "net/socket.hpp"
#include "turret/turret_control.hpp"

#include <memory>
#include <thread>
#include <vector>

namespace oct::testing {

/// A transaction made of one function.
class Lambda : public Transaction {
public:
    using Body = std::function<void(Lambda&)>;
    explicit Lambda(Body body) : body_(std::move(body)) {}
    void run() override { body_(*this); }
    using Transaction::context;
    using Transaction::record;
    using Transaction::stop_token;
    using Transaction::timer;

private:
    Body body_;
};

inline TransactionFactory factory_of(Lambda::Body body) {
    return [body](const TransactionConfig&) { return std::make_unique<Lambda>(body); };
}

/// A turret on a thread of its own.
class TurretThread {
public:
    TurretThread(net::Context& context, turret::Endpoints endpoints, TurretConfig config,
                 TransactionFactory factory, TurretOptions options)
        : loop_(context, std::move(endpoints), std::move(config), std::move(factory), options),
          thread_([this](std::stop_token stop) { end_ = loop_.run(stop); }) {}

    TurretEnd join() {
        thread_.join();
        return end_;
    }
    void request_stop() { thread_.request_stop(); }
    const std::string& uuid() const { return loop_.uuid(); }

private:
    turret::TurretControl loop_;
    TurretEnd end_ = TurretEnd::Stopped;
    std::jthread thread_;
};

}  // namespace oct::testing
