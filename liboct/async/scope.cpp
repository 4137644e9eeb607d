// How a coroutine is suspended, woken, and interrupted.
#include <oct/async.hpp>

namespace oct::detail {

void Scope::cancel() noexcept {
    cancelled_ = true;
    if (pending_ != nullptr) pending_->interrupt();
}

Wait::~Wait() {
    forget();
}

bool Wait::suspend(Scope& scope, std::coroutine_handle<> caller) noexcept {
    scope_ = &scope;
    coroutine_ = caller;
    if (scope.cancelled()) return false;
    scope.pending_ = this;
    return true;
}

void Wait::forget() noexcept {
    if (scope_ != nullptr && scope_->pending_ == this) scope_->pending_ = nullptr;
}

void Wait::check() const {
    if (scope_ != nullptr && scope_->cancelled()) throw Cancelled();
}

void Wait::wake() {
    resume();
}

// The scope is asked for first: the resumed coroutine may end, and this wait with it.
void Wait::resume() {
    forget();
    Scope& scope = *scope_;
    coroutine_.resume();
    scope.resumed();
}

void Wait::interrupt() noexcept {
    loop().soon(*this);
}

}  // namespace oct::detail
