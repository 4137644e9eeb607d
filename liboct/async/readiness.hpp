// Which coroutine waits for which descriptor: epoll(7), one shot a wait.
#pragma once

#include <oct/detail/fd_wait.hpp>

#include <chrono>
#include <csignal>
#include <ctime>
#include <sys/epoll.h>
#include <vector>

namespace oct::async {

/// A registration is made for one event and made again for the next. That costs a system call a
/// wait and forgives everything: a descriptor may be closed, and its number be another one's.
///
/// Errors:     the constructor throws Error when the process has no file descriptor left.
/// Threading:  confined.
class Readiness {
public:
    /// Waits to the nanosecond, as epoll_pwait2(2) does.
    using PreciseWait = int (*)(int, epoll_event*, int, const timespec*, const sigset_t*);

    /// `wake_fd`: a descriptor that only ends wait(). Where `precise` is refused (kernels before
    /// 5.11, some sandboxes), waits end at whole milliseconds.
    explicit Readiness(int wake_fd, PreciseWait precise = &::epoll_pwait2);
    ~Readiness();
    Readiness(const Readiness&) = delete;
    Readiness& operator=(const Readiness&) = delete;

    /// Errors: throws Error when the descriptor is not open, or has a waiter of that direction.
    /// False: it is always ready, a regular file for example.
    bool add(detail::FdWait& wait);
    void remove(detail::FdWait& wait) noexcept;
    /// Descriptors that are waited for.
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

    /// Waits until something is ready, `longest` at most, and lets the loop wake who waits for it.
    /// True when wake_fd ended the wait.
    bool wait(std::chrono::nanoseconds longest);
    [[nodiscard]] int fd() const noexcept { return epoll_; }

private:
    struct Waiters {
        detail::FdWait* reader = nullptr;
        detail::FdWait* writer = nullptr;
    };
    int wait_for(epoll_event* events, std::chrono::nanoseconds longest);
    int arm(int fd, const Waiters& waiters) noexcept;
    void dispatch(int fd, std::uint32_t events);

    int epoll_;
    int wake_fd_;
    PreciseWait precise_;  // null: refused
    std::vector<Waiters> by_fd_;
    std::size_t waiting_ = 0;
};

}  // namespace oct::async
