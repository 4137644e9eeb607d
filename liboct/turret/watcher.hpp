// The thread that naps for all turrets of the process that fire, and tells each how late it woke.
#pragma once

#include <oct/clock.hpp>

#include "base/mutex.hpp"
#include "turret/wake_ups.hpp"

#include <condition_variable>
#include <cstddef>
#include <thread>
#include <vector>

namespace oct::turret {

class Watch;

/// One thread of the process, which is there while there is a Watch.
///
/// Threading:  shared.
/// Ownership:  the first Watch makes it, the last one joins its thread and deletes it.
class Watcher {
public:
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    /// Watches under way in this process; 0: there is no thread.
    [[nodiscard]] static std::size_t watches();

private:
    friend class Watch;
    Watcher();
    ~Watcher();

    void add(Watch& watch);
    /// True when it was the last one.
    bool remove(Watch& watch);
    void set_at_rest(Watch& watch, bool at_rest);
    void work();
    [[nodiscard]] std::chrono::milliseconds nap() const OCT_REQUIRES(mutex_);

    base::Mutex mutex_;
    std::condition_variable_any changed_;
    std::vector<Watch*> watches_ OCT_GUARDED_BY(mutex_);
    bool end_ OCT_GUARDED_BY(mutex_) = false;
    std::thread thread_;  // last: it uses all of the above
};

/// The wake-ups of the process's watcher go to `wakeups` while this lives.
///
/// Errors:     the constructor throws Error when the system gives no more threads.
/// Threading:  confined.
/// Ownership:  `wakeups` outlives it.
class Watch {
public:
    explicit Watch(WakeUps& wakeups);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    /// At rest: there is nothing that could come late. When all are, the naps are long ones.
    void set_at_rest(bool at_rest);

private:
    friend class Watcher;
    WakeUps& wakeups_;
    bool at_rest_ = false;  // guarded by the watcher's mutex
};

}  // namespace oct::turret
