// Results on their way to the HQ: takes blocks from the queue, sends, counts.
#pragma once

#include <oct/clock.hpp>

#include "base/log.hpp"
#include "net/socket.hpp"
#include "turret/block_queue.hpp"
#include "wire/batch_encoder.hpp"
#include "wire/encoder.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

namespace oct::turret {

/// An HQ that has announced version 2 gets batches, another one message a result.
///
/// Threading:  confined to the turret's I/O thread.
class Sender {
public:
    Sender(BlockQueue& queue, std::string_view turret_name, std::string_view uuid,
           const Clock& clock, base::Log log);

    /// What is sent from now on belongs to the run of this HQ instance; none: the HQ has not
    /// announced version 2. Counts and the numbers of the results start at 0 unless `resume`.
    void begin_run(const std::optional<std::string>& hq, bool resume);

    /// Sends what waits; false when the network takes no more now.
    bool send(net::Socket& push);
    /// Throws away what waits and counts it as undelivered.
    void give_up();

    [[nodiscard]] bool idle() const noexcept { return blocks_.empty() && message_.empty(); }
    [[nodiscard]] std::uint64_t sent() const noexcept { return sent_; }
    [[nodiscard]] std::uint64_t undelivered() const noexcept { return undelivered_; }

private:
    void take();
    bool send_batches(net::Socket& push);
    bool send_one_by_one(net::Socket& push);
    /// Fills the batch from the blocks that wait.
    void fill_batch();
    void drop_first_block();
    void log_error(std::string_view error);

    BlockQueue& queue_;
    wire::ResultEncoder encoder_;
    wire::BatchEncoder batch_;
    std::string_view message_;  // of the batch that the network has not taken yet
    bool batches_ = false;
    const Clock& clock_;
    base::Log log_;
    base::LogLimit log_limit_{std::chrono::seconds(1)};
    std::deque<BlockPtr> blocks_;
    std::size_t next_ = 0;  // sample of the first block
    std::uint64_t sent_ = 0;
    std::uint64_t undelivered_ = 0;
};

}  // namespace oct::turret
