// epoll with EPOLLONESHOT; times of nanoseconds by epoll_pwait2 where the kernel has it (5.11).
#include "async/readiness.hpp"

#include <oct/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace oct::async {
namespace {

constexpr int kEvents = 256;  // taken at once

}  // namespace

Readiness::Readiness(int wake_fd, PreciseWait precise)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_fd_(wake_fd), precise_(precise) {
    if (epoll_ < 0)
        throw Error(
            fmt::format("cannot create an epoll descriptor: {}; raise the limit of open "
                        "files (ulimit -n)",
                        std::strerror(errno)));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wake_fd;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_fd, &event);
}

Readiness::~Readiness() {
    ::close(epoll_);
}

// Returns 0 or errno.
int Readiness::arm(int fd, const Waiters& waiters) noexcept {
    epoll_event event{};
    event.events = EPOLLONESHOT | (waiters.reader != nullptr ? EPOLLIN | EPOLLRDHUP : 0U) |
                   (waiters.writer != nullptr ? EPOLLOUT : 0U);
    event.data.fd = fd;
    if (::epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event) == 0) return 0;
    if (errno == ENOENT && ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0) return 0;
    return errno;
}

bool Readiness::add(detail::FdWait& wait) {
    const bool reads = wait.direction_ == detail::FdWait::Direction::Read;
    const auto index = static_cast<std::size_t>(wait.fd_);
    if (wait.fd_ >= 0 && index >= by_fd_.size()) by_fd_.resize(index + 1);
    detail::FdWait** place = nullptr;
    if (wait.fd_ >= 0) place = reads ? &by_fd_[index].reader : &by_fd_[index].writer;
    if (place != nullptr && *place != nullptr)
        throw Error(fmt::format("{}({}): another coroutine waits for the same",
                                reads ? "readable" : "writable", wait.fd_));
    int error = EBADF;
    if (place != nullptr) {
        *place = &wait;
        error = arm(wait.fd_, by_fd_[index]);
        if (error != 0) *place = nullptr;
    }
    if (error == EPERM) return false;
    if (error != 0)
        throw Error(fmt::format("{}({}): {}", reads ? "readable" : "writable", wait.fd_,
                                std::strerror(error)));
    ++waiting_;
    return true;
}

void Readiness::remove(detail::FdWait& wait) noexcept {
    Waiters& waiters = by_fd_[static_cast<std::size_t>(wait.fd_)];
    (wait.direction_ == detail::FdWait::Direction::Read ? waiters.reader : waiters.writer) =
        nullptr;
    --waiting_;
}

int Readiness::wait_for(epoll_event* events, std::chrono::nanoseconds longest) {
    if (precise_ != nullptr) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest);
        const timespec time{static_cast<time_t>(seconds.count()),
                            static_cast<long>((longest - seconds).count())};
        const int count = precise_(epoll_, events, kEvents, &time, nullptr);
        if (count >= 0 || (errno != ENOSYS && errno != EPERM)) return count;
        precise_ = nullptr;
    }
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(longest).count();
    return ::epoll_wait(epoll_, events, kEvents, static_cast<int>(std::min<long>(ms, 60'000)));
}

bool Readiness::wait(std::chrono::nanoseconds longest) {
    std::array<epoll_event, kEvents> events;
    const int count = wait_for(events.data(), longest);
    bool woken = false;
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == wake_fd_)
            woken = true;
        else
            dispatch(event.data.fd, event.events);
    }
    return woken;
}

void Readiness::dispatch(int fd, std::uint32_t events) {
    const Waiters waiters = by_fd_[static_cast<std::size_t>(fd)];
    const bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
    const bool read =
        waiters.reader != nullptr && (broken || (events & (EPOLLIN | EPOLLRDHUP)) != 0);
    const bool write = waiters.writer != nullptr && (broken || (events & EPOLLOUT) != 0);
    if (read) waiters.reader->ready();
    if (write) waiters.writer->ready();
    const Waiters rest = by_fd_[static_cast<std::size_t>(fd)];
    if (rest.reader != nullptr || rest.writer != nullptr) arm(fd, rest);
}

}  // namespace oct::async
