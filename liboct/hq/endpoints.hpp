// Where an HQ listens.
#pragma once

#include <oct/config.hpp>
#include <oct/hq.hpp>

#include <string>

namespace oct::hq {

/// Where the HQ listens: "tcp://127.0.0.1:5000", "tcp://127.0.0.1:*", "inproc://…".
struct Endpoints {
    std::string publisher;
    std::string collector;
    std::string external;            ///< live results for others; empty: off
    bool through_forwarder = false;  ///< publisher is a forwarder to connect to
};

/// Loopback unless config.hq_address names another host.
[[nodiscard]] Endpoints endpoints_of(const Config& config, const HQOptions& options);

}  // namespace oct::hq
