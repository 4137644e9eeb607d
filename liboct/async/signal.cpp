// Signals: set on one thread, waited for on another.
#include <oct/async.hpp>

namespace oct {

void Signal::set() noexcept {
    const std::lock_guard lock(mutex_);
    set_ = true;
    if (auto* waiter = std::exchange(waiter_, nullptr)) waiter->loop().post(*waiter);
}

bool Signal::is_set() const noexcept {
    const std::lock_guard lock(mutex_);
    return set_;
}

bool detail::SignalWait::begin() {
    const std::lock_guard lock(signal_->mutex_);
    if (signal_->set_) return false;
    if (signal_->waiter_ != nullptr)
        throw Error("another coroutine waits for the same oct::Signal");
    signal_->waiter_ = this;
    return waits_ = true;
}

detail::SignalWait::~SignalWait() {
    if (!waits_) return;
    {
        const std::lock_guard lock(signal_->mutex_);
        if (signal_->waiter_ == this) signal_->waiter_ = nullptr;
    }
    loop().withdraw(*this);
}

}  // namespace oct
