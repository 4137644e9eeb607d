// A round of the loop: wait, take what other threads posted, wake who is due, wake who is ready.
#include "async/loop_parts.hpp"

#include <algorithm>
#include <utility>

namespace oct {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kBatch = 32;               // wakes between two looks at the clock
constexpr std::chrono::microseconds kSlice(65);  // wakes until timers and descriptors have a turn

thread_local const Loop* here = nullptr;  // the loop whose round this thread is in

struct Round {
    explicit Round(const Loop& loop) : outer(std::exchange(here, &loop)) {}
    Round(const Round&) = delete;
    Round& operator=(const Round&) = delete;
    ~Round() { here = outer; }
    const Loop* const outer;
};

}  // namespace

void async::Spawned::start(Task<> task) {
    task_ = std::move(task);
    task_.start(*this);
    resumed();
}

void async::Spawned::resumed() {
    if (task_.done()) all_.erase(self);
}

Loop::Loop(const Clock& clock) : clock_(clock), parts_(std::make_unique<Parts>(clock.now())) {}

Loop::~Loop() {
    parts_->spawned.clear();                    // their frames leave the lists
    const base::MutexLock lock(parts_->mutex);  // a post() under way has returned
}

void Loop::spawn(Task<> task) {
    auto& all = parts_->spawned;
    async::Spawned& spawned = all.emplace_back(*this, all);
    spawned.self = std::prev(all.end());
    spawned.start(std::move(task));
}

std::size_t Loop::poll() {
    return parts_->round(*this, nanoseconds(0), true);
}

std::size_t Loop::run(nanoseconds longest) {
    return parts_->round(*this, longest, false);
}

// While there is enough to do, a look at the descriptors costs more than it finds.
std::size_t Loop::Parts::round(Loop& loop, nanoseconds longest, bool look) {
    SteadyTime now = loop.clock_.now();
    if (const auto due = loop.next()) longest = std::clamp(*due - now, nanoseconds(0), longest);
    look |= longest.count() > 0 || (readiness.waiting() != 0 && now - looked >= kSlice);
    if (look) {
        if (readiness.wait(longest)) posted_fd.clear();
        if (longest.count() > 0) now = loop.clock_.now();
        looked = now;
    }
    take_posts();
    const Round round(loop);
    async::WakeupList due;
    wheel.expire(now, due);
    std::size_t count = 0;
    for (; Wakeup* wakeup = due.pop(); ++count) wakeup->wake();
    return count + wake_ready(loop.clock_, now);
}

// First come, first woken; those that come meanwhile take their turn after them.
std::size_t Loop::Parts::wake_ready(const Clock& clock, SteadyTime since) {
    std::size_t count = 0;
    while (true) {
        if (ready.empty()) ready.take_reversed(coming);
        Wakeup* wakeup = ready.pop();
        if (wakeup == nullptr) return count;
        wakeup->wake();
        if (++count % kBatch == 0 && clock.now() - since > kSlice) return count;
    }
}

void Loop::Parts::take_posts() {
    if (!posted.load(std::memory_order_acquire)) return;
    const base::MutexLock lock(mutex);
    posted.store(false, std::memory_order_relaxed);
    for (Wakeup* wakeup : posts) {
        wakeup->unlink();  // posted twice, or waiting elsewhere: it is woken once
        coming.push(*wakeup);
    }
    posts.clear();
}

std::optional<SteadyTime> Loop::next() const {
    if (!parts_->ready.empty() || !parts_->coming.empty() ||
        parts_->posted.load(std::memory_order_acquire))
        return SteadyTime{};
    return parts_->wheel.next();
}

int Loop::fd() const noexcept {
    return parts_->readiness.fd();
}

void Loop::at(SteadyTime due, Wakeup& wakeup) {
    if (!parts_->wheel.add(wakeup, due)) soon(wakeup);
}

void Loop::soon(Wakeup& wakeup) noexcept {
    wakeup.unlink();
    parts_->coming.push(wakeup);
}

// Posted by one of its own, it takes its place in the queue at once: whoever rests after that has
// its turn after it. So a lock that is handed on is not taken again by who had it.
void Loop::post(Wakeup& wakeup) {
    if (here == this) return soon(wakeup);
    const base::MutexLock lock(parts_->mutex);
    parts_->posts.push_back(&wakeup);
    parts_->posted.store(true, std::memory_order_release);
    parts_->posted_fd.set();
}

void Loop::withdraw(Wakeup& wakeup) noexcept {
    const base::MutexLock lock(parts_->mutex);
    std::erase(parts_->posts, &wakeup);
    wakeup.unlink();
}

void Loop::interrupt() noexcept {
    parts_->posted_fd.set();
}

}  // namespace oct
