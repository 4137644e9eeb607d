// Takes what cannons hand over as the I/O thread of a turret does.
#pragma once

#include "turret/block_queue.hpp"

#include <poll.h>

namespace oct::bench {

/// Waits until many samples are waiting, 20 ms at most; then `visit` gets every block.
template <class Visit>
void collect(turret::BlockQueue& queue, Visit&& visit) {
    pollfd pressure{queue.pressure().fd(), POLLIN, 0};
    ::poll(&pressure, 1, 20);
    for (auto& block : queue.take()) {
        visit(*block);
        queue.recycle(std::move(block));
    }
}

}  // namespace oct::bench
