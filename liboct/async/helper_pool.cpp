// A queue of calls through the calls themselves: handing one over allocates nothing.
#include "async/helper_pool.hpp"

namespace oct::async {

HelperPool::~HelperPool() {
    {
        const base::MutexLock lock(mutex_);
        end_ = true;
    }
    some_.notify_all();
}

void HelperPool::run(detail::HelperCall& call) {
    bool more = false;
    {
        const base::MutexLock lock(mutex_);
        more = waiting_ >= idle_ && threads_.size() < kMost;
    }
    if (more) {
        try {
            threads_.emplace_back([this] { work(); });
        } catch (...) {
            if (threads_.empty()) throw;  // those that there are will come to it
        }
    }
    {
        const base::MutexLock lock(mutex_);
        call.next_call_ = nullptr;
        (first_ == nullptr ? first_ : last_->next_call_) = &call;
        last_ = &call;
        ++waiting_;
    }
    some_.notify_one();
}

void HelperPool::work() {
    while (true) {
        detail::HelperCall* call = nullptr;
        {
            const base::MutexLock lock(mutex_);
            ++idle_;
            some_.wait(mutex_, [this]() OCT_REQUIRES(mutex_) { return end_ || first_ != nullptr; });
            --idle_;
            if (first_ == nullptr) return;
            call = first_;
            first_ = call->next_call_;
            --waiting_;
        }
        call->call_and_post();
        {
            const base::MutexLock lock(mutex_);
            call->ended_ = true;  // the last that is known of it: who waits destroys it
        }
        ended_.notify_all();
    }
}

void HelperPool::wait_for(const detail::HelperCall& call) {
    const base::MutexLock lock(mutex_);
    ended_.wait(mutex_, [&call] { return call.ended_; });
}

}  // namespace oct::async
