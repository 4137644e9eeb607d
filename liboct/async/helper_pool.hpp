// Threads for calls that block, so that a loop need not.
#pragma once

#include <oct/detail/helper_call.hpp>

#include "base/mutex.hpp"

#include <condition_variable>
#include <thread>
#include <vector>

namespace oct::async {

/// Runs calls in the order they come, on up to kMost threads, which are made when all are busy.
///
/// Errors:     run() throws std::system_error when not even one thread can be made.
/// Threading:  run() is confined to the loop's thread; the destructor waits for calls under way.
class HelperPool {
public:
    static constexpr std::size_t kMost = 64;

    HelperPool() = default;
    ~HelperPool();
    HelperPool(const HelperPool&) = delete;
    HelperPool& operator=(const HelperPool&) = delete;

    void run(detail::HelperCall& call);
    /// Waits until nothing touches the call any more.
    void wait_for(const detail::HelperCall& call);

private:
    void work();

    base::Mutex mutex_;
    std::condition_variable_any some_;
    std::condition_variable_any ended_;
    detail::HelperCall* first_ OCT_GUARDED_BY(mutex_) = nullptr;
    detail::HelperCall* last_ OCT_GUARDED_BY(mutex_) = nullptr;
    std::size_t waiting_ OCT_GUARDED_BY(mutex_) = 0;  // calls
    std::size_t idle_ OCT_GUARDED_BY(mutex_) = 0;     // threads
    bool end_ OCT_GUARDED_BY(mutex_) = false;
    std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace oct::async
