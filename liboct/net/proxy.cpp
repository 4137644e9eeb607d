// A loop of our own: zmq_proxy cannot be stopped, and zmq_proxy_steerable is on its way out.
#include "net/proxy.hpp"

#include "base/event_fd.hpp"

namespace oct::net {

void proxy(Socket& from, Socket& to, const std::stop_token& stop) {
    const base::EventFd wake;
    const std::stop_callback on_stop(stop, [&] { wake.set(); });
    Poller poller;
    poller.add_readable(wake.fd());
    const std::size_t readable = poller.add_readable(from);
    const std::size_t writable = poller.add_writable(to);
    const auto wait = [&](bool for_reading) {
        poller.enable(readable, for_reading);
        poller.enable(writable, !for_reading);
        poller.wait(std::chrono::hours(1));
    };
    Message frame;
    while (!stop.stop_requested()) {
        if (!from.receive(frame)) {
            wait(true);
            continue;
        }
        while (!to.send(frame.bytes(), frame.more())) {
            if (stop.stop_requested()) return;
            wait(false);
        }
    }
}

}  // namespace oct::net
