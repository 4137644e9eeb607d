// Coroutines under test: a loop on a manual clock, and a scope to start tasks in.
#pragma once

#include <oct/async.hpp>

#include "support/manual_clock.hpp"

#include <utility>

namespace oct::testing {

/// One task on a loop whose time is moved by hand.
class Stage {
public:
    explicit Stage(Task<> task) : task_(std::move(task)) { task_.start(scope_); }

    /// Moves the clock and wakes what is due then; sleepers are late by less than a tick.
    void advance(std::chrono::nanoseconds by) {
        clock.advance(by);
        settle();
    }
    void settle() {
        while (loop.poll() != 0) {
        }
    }
    [[nodiscard]] bool done() const { return task_.done(); }
    void result() { task_.result(); }
    void cancel() {
        scope_.cancel();
        settle();
    }
    void destroy() { task_ = {}; }

    ManualClock clock;
    Loop loop{clock};

private:
    detail::Scope scope_{loop};
    Task<> task_;
};

}  // namespace oct::testing
