// eventfd(2), non-blocking.
#include "base/event_fd.hpp"

#include <oct/error.hpp>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <sys/eventfd.h>
#include <unistd.h>

namespace oct::base {

EventFd::EventFd() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (fd_ < 0)
        throw Error(std::string("cannot create an eventfd: ") + std::strerror(errno) +
                    "; raise the limit of open files (ulimit -n)");
}

EventFd::~EventFd() {
    ::close(fd_);
}

void EventFd::set() const noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(fd_, &one, sizeof(one));  // full: it is set
}

void EventFd::clear() const noexcept {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = ::read(fd_, &count, sizeof(count));  // empty: it is clear
}

}  // namespace oct::base
