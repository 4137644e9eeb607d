// Wakes a thread that waits in poll().
#pragma once

namespace oct::base {

/// An eventfd: set() makes it readable until clear().
///
/// Threading:  shared; set() may be called from any thread and from a signal handler.
class EventFd {
public:
    EventFd();  ///< Errors: throws Error when the process has no file descriptor left.
    ~EventFd();
    EventFd(const EventFd&) = delete;
    EventFd& operator=(const EventFd&) = delete;

    void set() const noexcept;
    void clear() const noexcept;
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    int fd_;
};

}  // namespace oct::base
