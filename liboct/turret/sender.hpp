// Results on their way to the HQ: takes blocks from the queue, sends sample by sample, counts.
#pragma once

#include <oct/clock.hpp>

#include "base/log.hpp"
#include "net/socket.hpp"
#include "turret/block_queue.hpp"
#include "wire/encoder.hpp"

#include <cstdint>
#include <deque>
#include <string_view>

namespace oct::turret {

/// Threading:  confined to the turret's I/O thread.
class Sender {
public:
    Sender(BlockQueue& queue, std::string_view turret_name, std::string_view uuid,
           const Clock& clock, Log log);

    /// Results in the form that the announced protocol version allows.
    void announce(bool version2) noexcept { encoder_.announce(version2); }

    /// Sends what waits; false when the network takes no more now.
    bool send(net::Socket& push);
    /// Throws away what waits and counts it as undelivered.
    void give_up();

    [[nodiscard]] bool idle() const noexcept { return blocks_.empty(); }
    [[nodiscard]] std::uint64_t sent() const noexcept { return sent_; }
    [[nodiscard]] std::uint64_t undelivered() const noexcept { return undelivered_; }
    void reset_counts() noexcept { sent_ = undelivered_ = 0; }

private:
    void take();
    void log_error(std::string_view error);

    BlockQueue& queue_;
    wire::ResultEncoder encoder_;
    const Clock& clock_;
    Log log_;
    LogLimit log_limit_{std::chrono::seconds(1)};
    std::deque<BlockPtr> blocks_;
    std::size_t next_ = 0;  // sample of the first block
    std::uint64_t sent_ = 0;
    std::uint64_t undelivered_ = 0;
};

}  // namespace oct::turret
