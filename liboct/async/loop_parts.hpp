// What a Loop is made of.
#pragma once

#include <oct/detail/scope.hpp>
#include <oct/loop.hpp>

#include "async/helper_pool.hpp"
#include "async/readiness.hpp"
#include "async/timer_wheel.hpp"
#include "async/wakeup_list.hpp"
#include "base/event_fd.hpp"
#include "base/mutex.hpp"

#include <atomic>
#include <list>
#include <vector>

namespace oct::async {

/// A task that was spawned, with the scope it runs in.
class Spawned final : public detail::Scope {
public:
    Spawned(Loop& loop, std::list<Spawned>& all) : Scope(loop), all_(all) {}
    /// Starts the task; the object is gone when it has ended.
    void start(Task<> task);
    void resumed() override;

    std::list<Spawned>::iterator self;

private:
    std::list<Spawned>& all_;
    Task<> task_;
};

}  // namespace oct::async

namespace oct {

struct Loop::Parts {
    explicit Parts(SteadyTime now) : wheel(now), readiness(posted_fd.fd()) {}

    std::size_t round(Loop& loop, std::chrono::nanoseconds longest, bool look);
    std::size_t wake_ready(const Clock& clock, SteadyTime since);
    void take_posts();

    base::EventFd posted_fd;  // set: something was posted, or the wait is to end
    async::TimerWheel wheel;
    async::Readiness readiness;
    async::WakeupList ready;   // to be woken, first come first
    async::WakeupList coming;  // to be woken after them, last come first
    SteadyTime looked{};       // at the descriptors, last
    std::atomic<bool> posted = false;
    base::Mutex mutex;
    std::vector<Wakeup*> posts OCT_GUARDED_BY(mutex);
    std::list<async::Spawned> spawned;
    std::unique_ptr<async::HelperPool> helpers;  // made with the first call; last: its threads post
};

}  // namespace oct
