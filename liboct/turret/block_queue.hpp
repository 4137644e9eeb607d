// Full blocks on their way from the cannons to the I/O thread, and empty ones on their way back.
#pragma once

#include <oct/sample.hpp>

#include "base/event_fd.hpp"
#include "base/mutex.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace oct::turret {

using BlockPtr = std::unique_ptr<SampleBlock>;

/// One lock per block, not per sample. When more than `max_bytes` wait, a block that is handed over
/// is emptied instead and its samples are counted as dropped: a slow HQ never slows a cannon.
///
/// Threading:  shared.
class BlockQueue {
public:
    explicit BlockQueue(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    /// An empty block.
    BlockPtr borrow();
    /// Hands a block over and returns an empty one for the next samples.
    BlockPtr exchange(BlockPtr full);
    /// Hands a block over for good.
    void hand_over(BlockPtr full);

    /// All blocks waiting, oldest first; they count as waiting until they are recycled.
    std::vector<BlockPtr> take();
    /// Gives a block back that was taken.
    void recycle(BlockPtr used);

    /// Samples dropped so far.
    [[nodiscard]] std::uint64_t dropped() const;
    /// Readable when so much is waiting that the I/O thread had better not sleep on.
    [[nodiscard]] const base::EventFd& pressure() const noexcept { return pressure_; }
    /// At rest: the first block is as much as that.
    void set_at_rest(bool at_rest);

private:
    static constexpr std::size_t kPressureSamples = 1024;

    void push(BlockPtr full) OCT_REQUIRES(mutex_);
    BlockPtr pop_empty() OCT_REQUIRES(mutex_);

    const std::size_t max_bytes_;
    base::EventFd pressure_;
    std::atomic<std::size_t> most_waiting_ = 64;  // blocks
    mutable base::Mutex mutex_;
    std::vector<BlockPtr> full_ OCT_GUARDED_BY(mutex_);
    std::vector<BlockPtr> empty_ OCT_GUARDED_BY(mutex_);
    std::size_t bytes_ OCT_GUARDED_BY(mutex_) = 0;  // of blocks handed over and not yet recycled
    std::size_t samples_waiting_ OCT_GUARDED_BY(mutex_) = 0;
    std::size_t pressing_ OCT_GUARDED_BY(mutex_) = kPressureSamples;  // so many samples are
    std::uint64_t dropped_ OCT_GUARDED_BY(mutex_) = 0;
};

}  // namespace oct::turret
