// A nap, then how late it ended goes to everybody; a watch that comes or goes ends it early.
#include "turret/watcher.hpp"

#include <oct/error.hpp>

#include "turret/idle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace oct::turret {
namespace {

// Without destructors, so that turrets in static objects may end at any time.
constinit base::Mutex process;
constinit Watcher* watcher OCT_GUARDED_BY(process) = nullptr;

}  // namespace

Watcher::Watcher() : thread_([this] { work(); }) {}

Watcher::~Watcher() {
    {
        const base::MutexLock lock(mutex_);
        end_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

std::size_t Watcher::watches() {
    const base::MutexLock lock(process);
    if (watcher == nullptr) return 0;
    const base::MutexLock its(watcher->mutex_);
    return watcher->watches_.size();
}

void Watcher::add(Watch& watch) {
    {
        const base::MutexLock lock(mutex_);
        watches_.push_back(&watch);
    }
    changed_.notify_all();
}

bool Watcher::remove(Watch& watch) {
    const base::MutexLock lock(mutex_);
    std::erase(watches_, &watch);
    return watches_.empty();
}

void Watcher::set_at_rest(Watch& watch, bool at_rest) {
    {
        const base::MutexLock lock(mutex_);
        watch.at_rest_ = at_rest;
    }
    if (!at_rest) changed_.notify_all();
}

std::chrono::milliseconds Watcher::nap() const {
    const bool all = std::all_of(watches_.begin(), watches_.end(),
                                 [](const Watch* watch) { return watch->at_rest_; });
    return all ? WakeUps::kLongNap : WakeUps::kNap;
}

// A nap that was ended before its time says nothing.
void Watcher::work() {
    sleep_precisely();
    const base::MutexLock lock(mutex_);
    SteadyTime last = Clock::real().now();
    while (!end_) {
        const auto nap = this->nap();
        changed_.wait_until(mutex_, last + nap);
        const SteadyTime now = Clock::real().now();
        if (now >= last + nap)
            for (Watch* watch : watches_) watch->wakeups_.add(now - last, nap);
        last = now;
    }
}

Watch::Watch(WakeUps& wakeups) : wakeups_(wakeups) {
    const base::MutexLock lock(process);
    try {
        if (watcher == nullptr) watcher = new Watcher;
    } catch (const std::system_error& error) {
        throw Error(
            fmt::format("cannot start the thread that watches how late threads wake: {}; "
                        "raise the limits of threads (ulimit -u)",
                        error.code().message()));
    }
    watcher->add(*this);
}

Watch::~Watch() {
    const base::MutexLock lock(process);
    if (!watcher->remove(*this)) return;
    delete watcher;
    watcher = nullptr;
}

void Watch::set_at_rest(bool at_rest) {
    const base::MutexLock lock(process);
    watcher->set_at_rest(*this, at_rest);
}

}  // namespace oct::turret
