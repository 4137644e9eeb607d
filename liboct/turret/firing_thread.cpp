// The thread itself is the same for every kind of cannon.
#include "turret/firing_thread.hpp"

#include "turret/idle.hpp"

namespace oct::turret {

void FiringThread::start() {
    may_go_ = false;
    thread_ = std::jthread([this] {
        sleep_precisely();
        fire();
        may_go_.wait(false);
    });
}

void FiringThread::join() {
    may_go_ = true;
    may_go_.notify_all();
    if (thread_.joinable()) thread_.join();
}

}  // namespace oct::turret
