// Lists of wakeups: intrusive, so that waiting needs no memory beside the coroutine's frame.
#pragma once

#include <oct/loop.hpp>

#include <utility>

namespace oct::async {

/// A stack of wakeups, any of which may leave at any time (Wakeup::unlink).
///
/// Threading:  confined.
/// Ownership:  owns nothing; what is still in it when it ends is left unlinked.
class WakeupList {
public:
    WakeupList() = default;
    WakeupList(const WakeupList&) = delete;
    WakeupList& operator=(const WakeupList&) = delete;
    ~WakeupList() {
        while (pop() != nullptr) {
        }
    }

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
    void push(Wakeup& wakeup) noexcept { push_at(first_, wakeup); }
    /// Null when empty.
    Wakeup* pop() noexcept {
        Wakeup* wakeup = first_;
        if (wakeup != nullptr) wakeup->unlink();
        return wakeup;
    }
    /// Moves all of `other` here, so that they come out in the order they went in there.
    void take_reversed(WakeupList& other) noexcept {
        while (Wakeup* wakeup = other.pop()) push(*wakeup);
    }

    static void push_at(Wakeup*& first, Wakeup& wakeup) noexcept {
        wakeup.next_ = first;
        wakeup.place_ = &first;
        if (first != nullptr) first->place_ = &wakeup.next_;
        first = &wakeup;
    }

private:
    Wakeup* first_ = nullptr;
};

}  // namespace oct::async
