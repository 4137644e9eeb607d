// Slots, and two levels of bits over them, so that empty slots cost nothing.
#include "async/timer_wheel.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>
#include <new>

namespace oct::async {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max() >> 17;

std::int64_t tick_before(SteadyTime moment) {
    return moment.time_since_epoch().count() >> 16;
}

}  // namespace

void TimerWheel::Free::operator()(void* memory) const noexcept {
    std::free(memory);
}

TimerWheel::TimerWheel(SteadyTime now)
    : slots_(static_cast<Wakeup**>(std::calloc(kSlots, sizeof(void*)))), done_(tick_before(now)) {
    if (!slots_) throw std::bad_alloc();
}

TimerWheel::~TimerWheel() {
    for (std::int64_t slot = 0; slot < kSlots; ++slot)
        if ((used_[static_cast<std::size_t>(slot) / 64] >> (slot % 64) & 1) != 0)
            while (slots_[static_cast<std::size_t>(slot)] != nullptr)
                slots_[static_cast<std::size_t>(slot)]->unlink();
}

// Never early: the first tick that begins at or after the moment.
bool TimerWheel::add(Wakeup& wakeup, SteadyTime due) noexcept {
    if (tick_before(due) < done_) return false;
    wakeup.unlink();
    wakeup.tick_ = std::min(tick_before(due - std::chrono::nanoseconds(1)) + 1, kNever);
    if (wakeup.tick_ <= done_) return false;
    const auto slot = static_cast<std::size_t>(wakeup.tick_ % kSlots);
    WakeupList::push_at(slots_[slot], wakeup);
    used_[slot / 64] |= std::uint64_t{1} << (slot % 64);
    words_[slot / 4096] |= std::uint64_t{1} << (slot / 64 % 64);
    return true;
}

// After a gap longer than a rotation every slot has been passed once.
void TimerWheel::expire(SteadyTime now, WakeupList& due) noexcept {
    const std::int64_t last = tick_before(now);
    WakeupList reversed;
    const std::int64_t end = std::min(last, done_ + kSlots);
    for (auto tick = next_tick(done_ + 1); tick && *tick <= end; tick = next_tick(*tick + 1))
        expire_slot(static_cast<std::size_t>(*tick % kSlots), last, reversed);
    done_ = std::max(done_, last);
    due.take_reversed(reversed);
}

// A slot is a stack: turned round once here and once more by expire(), it is in the order added.
void TimerWheel::expire_slot(std::size_t slot, std::int64_t now, WakeupList& due) noexcept {
    WakeupList here;
    Wakeup* kept = nullptr;
    while (Wakeup* wakeup = slots_[slot]) {
        wakeup->unlink();
        if (wakeup->tick_ <= now)
            here.push(*wakeup);
        else
            WakeupList::push_at(kept, *wakeup);
    }
    while (Wakeup* wakeup = kept) {
        wakeup->unlink();
        WakeupList::push_at(slots_[slot], *wakeup);
    }
    while (Wakeup* wakeup = here.pop()) due.push(*wakeup);
    if (slots_[slot] != nullptr) return;
    used_[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
    if (used_[slot / 64] == 0) words_[slot / 4096] &= ~(std::uint64_t{1} << (slot / 64 % 64));
}

std::optional<SteadyTime> TimerWheel::next() const noexcept {
    const auto tick = next_tick(done_ + 1);
    if (!tick) return std::nullopt;
    return SteadyTime(*tick * kTick);
}

// The first tick at or after `from`, within a rotation, whose slot may hold something.
std::optional<std::int64_t> TimerWheel::next_tick(std::int64_t from) const noexcept {
    const auto begin = static_cast<std::size_t>(from % kSlots);
    const auto distance = [&](std::size_t slot) {
        return from + static_cast<std::int64_t>((slot + kSlots - begin) % kSlots);
    };
    const std::uint64_t rest = used_[begin / 64] >> (begin % 64);
    if (rest != 0) return distance(begin + static_cast<std::size_t>(std::countr_zero(rest)));
    // Whole words after the first one, round to the first one itself.
    std::size_t word = begin / 64 + 1;
    for (std::size_t steps = 0; steps <= words_.size(); ++steps) {
        word %= kWords;
        const std::uint64_t some = words_[word / 64] >> (word % 64);
        if (some != 0) {
            word += static_cast<std::size_t>(std::countr_zero(some));
            return distance(word * 64 + static_cast<std::size_t>(std::countr_zero(used_[word])));
        }
        word = (word / 64 + 1) * 64;
    }
    return std::nullopt;
}

}  // namespace oct::async
