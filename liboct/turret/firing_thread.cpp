// The thread itself is the same for every kind of cannon.
#include "turret/firing_thread.hpp"

#include "turret/idle.hpp"

namespace oct::turret {

void FiringThread::start() {
    try {
        thread_ = std::jthread([this] {
            sleep_precisely();
            fire();
        });
    } catch (...) {
        running_ = 0;
        throw;
    }
}

void FiringThread::join() {
    if (thread_.joinable()) thread_.join();
}

}  // namespace oct::turret
