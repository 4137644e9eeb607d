// Scopes and waits: how a coroutine is suspended, woken, and interrupted.
#include <oct/async.hpp>

#include "async/loop_parts.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace oct {

void Scope::cancel() {
    cancelled_ = true;
    if (inner_ != nullptr) {
        inner_->cancel();
    } else if (pending_ != nullptr) {
        loop_->soon(*pending_);
    }
}

Wait::~Wait() {
    forget();
}

bool Wait::suspend(Scope& scope, std::coroutine_handle<> caller, Interrupt interrupt) noexcept {
    scope_ = &scope;
    coroutine_ = caller;
    if (scope.cancelled()) return false;
    if (interrupt == Interrupt::Yes) scope.pending_ = this;
    return true;
}

void Wait::forget() noexcept {
    if (scope_ != nullptr && scope_->pending_ == this) scope_->pending_ = nullptr;
}

void Wait::check() const {
    if (scope_ != nullptr && scope_->cancelled()) throw Cancelled();
}

// The outermost scope is asked for first: the resumed coroutine may end, and this wait with it.
void Wait::wake() {
    forget();
    Scope* outermost = scope_;
    while (outermost->outer_ != nullptr) outermost = outermost->outer_;
    coroutine_.resume();
    outermost->resumed();
}

bool Sleep::begin() {
    if (!relative_) {
        loop().at(SteadyTime(until_), *this);
    } else if (until_.count() <= 0) {
        loop().soon(*this);
    } else {
        const SteadyTime now = loop().clock().now();
        loop().at(until_ < SteadyTime::max() - now ? now + until_ : SteadyTime::max(), *this);
    }
    return true;
}

bool FdWait::begin() {
    registered_ = loop().parts_->readiness.add(*this);
    if (!registered_) loop().soon(*this);
    return true;
}

void FdWait::end() noexcept {
    if (registered_) loop().parts_->readiness.remove(*this);
    registered_ = false;
}

void FdWait::ready() noexcept {
    end();
    loop().soon(*this);
}

void FdWait::await_resume() {
    end();
    check();
}

Deadline::Deadline(Scope& outer, std::chrono::nanoseconds time) : Scope(outer), time_(time) {
    const SteadyTime now = loop().clock().now();
    loop().at(time < SteadyTime::max() - now ? now + time : SteadyTime::max(), *this);
}

void Deadline::fail() const {
    throw TimeoutError(fmt::format("not done within {}", duration_text(time_)));
}

void Deadline::wake() {
    expired_ = true;
    cancel();
}

bool HelperCall::begin() {
    auto& helpers = loop().parts_->helpers;
    if (!helpers) helpers = std::make_unique<async::HelperPool>();
    posted_to_ = &loop();
    try {
        helpers->run(*this);
    } catch (...) {
        posted_to_ = nullptr;
        throw;
    }
    return true;
}

// On a helper thread.
void HelperCall::call_and_post() noexcept {
    try {
        call();
    } catch (...) {
        exception_ = std::current_exception();
    }
    posted_to_->post(*this);
}

void HelperCall::await_resume() {
    finish();
    check();
    if (exception_) std::rethrow_exception(exception_);
}

void HelperCall::finish() noexcept {
    if (posted_to_ == nullptr) return;
    posted_to_->parts_->helpers->wait_for(*this);
    posted_to_->withdraw(*this);
    posted_to_ = nullptr;
}

void Signal::set() noexcept {
    const std::lock_guard lock(mutex_);
    set_ = true;
    if (Waiter* waiter = std::exchange(waiter_, nullptr)) waiter->loop().post(*waiter);
}

bool Signal::is_set() const noexcept {
    const std::lock_guard lock(mutex_);
    return set_;
}

bool Signal::Waiter::begin() {
    const std::lock_guard lock(signal_.mutex_);
    waits_ = !signal_.set_ && signal_.waiter_ == nullptr;
    if (waits_) signal_.waiter_ = this;
    return waits_;
}

Signal::Waiter::~Waiter() {
    if (!waits_) return;
    {
        const std::lock_guard lock(signal_.mutex_);
        if (signal_.waiter_ == this) signal_.waiter_ = nullptr;
    }
    loop().withdraw(*this);
}

}  // namespace oct
