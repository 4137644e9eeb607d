// One thread, one poll() over all sockets; the lock is free while it waits.
#include "chaos/proxy.hpp"

#include <algorithm>
#include <chrono>

namespace oct::testing {

Proxy::Proxy(std::uint16_t to, std::uint64_t seed)
    : to_(to), seed_(seed), thread_([this] { work(); }) {}

Proxy::~Proxy() {
    {
        const base::MutexLock lock(mutex_);
        end_ = true;
    }
    changed_.set();
}

void Proxy::set(Way way, const Faults& faults) {
    {
        const base::MutexLock lock(mutex_);
        faults_[static_cast<std::size_t>(way)] = faults;
        for (const auto& connection : connections_) connection->set(way, faults);
    }
    changed_.set();
}

void Proxy::set(const Faults& both_ways) {
    for (const Way way : kBothWays) set(way, both_ways);
}

void Proxy::cut(Cut how) {
    const base::MutexLock lock(mutex_);
    for (const auto& connection : connections_) connection->cut(how);
    forget_ended();
    changed_.set();
}

std::uint64_t Proxy::connections() {
    const base::MutexLock lock(mutex_);
    return made_;
}

std::uint64_t Proxy::moved(Way way) {
    const base::MutexLock lock(mutex_);
    std::uint64_t bytes = moved_[static_cast<std::size_t>(way)];
    for (const auto& connection : connections_) bytes += connection->moved(way);
    return bytes;
}

std::uint64_t Proxy::flips() {
    const base::MutexLock lock(mutex_);
    std::uint64_t flips = flips_;
    for (const auto& connection : connections_) flips += connection->flips();
    return flips;
}

void Proxy::work() {
    const base::MutexLock lock(mutex_);
    while (!end_) {
        wait();
        const SteadyTime now = std::chrono::steady_clock::now();
        for (const auto& connection : connections_) connection->move(now);
        forget_ended();
    }
}

// The sockets of a connection that is cut meanwhile are closed: poll() then says so, or waits for
// the event that comes with it.
void Proxy::wait() {
    const SteadyTime now = std::chrono::steady_clock::now();
    std::vector<pollfd> sockets{{changed_.fd(), POLLIN, 0}, {entrance_.fd(), POLLIN, 0}};
    std::optional<SteadyTime> until;
    for (const auto& connection : connections_) {
        const auto wanted = connection->wants(now);
        sockets.insert(sockets.end(), wanted.begin(), wanted.end());
        if (const auto next = connection->next(now)) until = std::min(until.value_or(*next), *next);
    }
    const int wait_ms =
        !until
            ? -1
            : static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(*until - now).count());
    mutex_.unlock();
    ::poll(sockets.data(), sockets.size(), wait_ms);
    mutex_.lock();
    if (sockets[0].revents != 0) changed_.clear();
    if (sockets[1].revents != 0) accept_one();
}

void Proxy::accept_one() {
    const int fd = ::accept4(entrance_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    auto connection = std::make_unique<Connection>(fd, to_, seed_ + 2 * made_++);
    for (const Way way : kBothWays) connection->set(way, faults_[static_cast<std::size_t>(way)]);
    connections_.push_back(std::move(connection));
}

void Proxy::forget_ended() {
    std::erase_if(connections_, [this](const auto& connection) {
        if (!connection->ended()) return false;
        for (const Way way : kBothWays)
            moved_[static_cast<std::size_t>(way)] += connection->moved(way);
        flips_ += connection->flips();
        return true;
    });
}

}  // namespace oct::testing
