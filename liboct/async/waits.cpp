// How each wait begins and ends: for a moment, a descriptor, a deadline, a call on a helper thread.
#include <oct/async.hpp>
#include <oct/clock.hpp>

#include "async/loop_parts.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace oct::detail {
namespace {

SteadyTime later(SteadyTime now, std::chrono::nanoseconds time) {
    return time < SteadyTime::max() - now ? now + time : SteadyTime::max();
}

}  // namespace

void Sleep::begin() {
    if (!relative_) {
        loop().at(SteadyTime(until_), *this);
    } else if (until_.count() <= 0) {
        loop().soon(*this);
    } else {
        loop().at(later(loop().clock().now(), until_), *this);
    }
}

void FdWait::begin() {
    registered_ = loop().parts_->readiness.add(*this);
    if (!registered_) loop().soon(*this);
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

void Deadline::begin() {
    enter(Wait::scope());
    Wait::loop().at(later(Wait::loop().clock().now(), time_), *this);
}

void Deadline::wake() {
    expired_ = true;
    cancel();
}

void Deadline::interrupt() noexcept {
    cancel();
}

void Deadline::rethrow() const {
    if (!expired_) throw;
    try {
        throw;
    } catch (const Cancelled&) {
        throw TimeoutError(fmt::format("not done within {}", duration_text(time_)));
    }
}

void HelperCall::begin() {
    auto& helpers = loop().parts_->helpers;
    if (!helpers) helpers = std::make_unique<async::HelperPool>();
    posted_to_ = &loop();
    try {
        helpers->run(*this);
    } catch (...) {
        posted_to_ = nullptr;
        throw;
    }
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

}  // namespace oct::detail
