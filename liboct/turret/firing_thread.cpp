// The thread itself is the same for every kind of cannon.
#include "turret/firing_thread.hpp"

#include "turret/idle.hpp"
#include "turret/shortage.hpp"

#include <string>
#include <unistd.h>

namespace oct::turret {

void FiringThread::start() {
    may_go_ = false;
    number_ = 0;
    thread_ = std::jthread([this] {
        number_ = ::gettid();
        sleep_precisely();
        fire();
        may_go_.wait(false);
    });
}

void FiringThread::take_finished() {
    if (seal_.close()) filler_.end();
}

std::chrono::milliseconds FiringThread::wait_after(BackOff& place, std::errc shortage) {
    const SampleBlock& block = filler_.block();
    const Sample& shot = block.samples().back();
    const bool hindered = !shot.ran() || shortage != std::errc{};
    if (!hindered) place.succeeded();
    if (!hindered || !schedule_->backs_off()) return {};
    using Where = Hindrances::Where;
    schedule_->run.hindrances().add(
        shot.ran() ? Where::Run : Where::Setup,
        shortage != std::errc{} ? shortage_text(shortage) : std::string(block.error(shot)));
    times_.count_back_off();
    return place.failed();
}

void FiringThread::join() {
    may_go_ = true;
    may_go_.notify_all();
    if (thread_.joinable()) thread_.join();
}

}  // namespace oct::turret
