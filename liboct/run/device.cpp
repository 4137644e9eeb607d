// run_device: two bound sockets and a proxy between them.
#include <oct/hq.hpp>

#include "net/proxy.hpp"
#include "net/socket.hpp"

#include <fmt/format.h>

namespace oct {
namespace {

std::string endpoint(const DeviceOptions& options, std::uint16_t port) {
    return port == 0 ? fmt::format("tcp://{}:*", options.interface)
                     : fmt::format("tcp://{}:{}", options.interface, port);
}

}  // namespace

void run_device(Device device, const DeviceOptions& options, std::stop_token stop) {
    const bool forwards = device == Device::Forwarder;
    const net::SocketSettings settings{.high_water_mark = 10'000};
    net::Context context;
    net::Socket from(context, forwards ? net::SocketKind::Subscribe : net::SocketKind::Pull,
                     settings);
    net::Socket to(context, forwards ? net::SocketKind::Publish : net::SocketKind::Push, settings);
    if (forwards) from.subscribe("");
    const auto frontend = net::port_of(from.bind(endpoint(options, options.frontend)));
    const auto backend = net::port_of(to.bind(endpoint(options, options.backend)));
    if (options.bound) options.bound(frontend, backend);
    net::proxy(from, to, stop);
}

}  // namespace oct
