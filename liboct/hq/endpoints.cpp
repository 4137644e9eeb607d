// Configuration and options as endpoints of ZeroMQ.
#include "hq/endpoints.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

namespace oct::hq {
namespace {

bool is_loopback(std::string_view host) {
    return host.empty() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string tcp(std::string_view interface, std::uint16_t port) {
    return port == 0 ? fmt::format("tcp://{}:*", interface)
                     : fmt::format("tcp://{}:{}", interface, port);
}

}  // namespace

Endpoints endpoints_of(const Config& config, const HQOptions& options) {
    constexpr std::uint16_t kExternalPort = 5002;
    const std::string_view interface = is_loopback(config.hq_address) ? "127.0.0.1" : "*";
    Endpoints endpoints{tcp(interface, config.publish_port), tcp(interface, config.rc_port), {}};
    if (config.external_publisher || !options.publisher_channel.empty())
        endpoints.external = tcp(interface, config.external_publisher.value_or(kExternalPort));
    if (!options.forwarder.empty()) {
        endpoints.publisher = "tcp://" + options.forwarder;
        endpoints.through_forwarder = true;
    }
    return endpoints;
}

}  // namespace oct::hq
