// A mutex that clang's thread safety analysis understands: libstdc++'s own carries no annotations.
#pragma once

#include <mutex>

#if defined(__clang__)
#define OCT_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define OCT_THREAD_ANNOTATION(x)
#endif
#define OCT_GUARDED_BY(mutex) OCT_THREAD_ANNOTATION(guarded_by(mutex))
#define OCT_REQUIRES(mutex) OCT_THREAD_ANNOTATION(requires_capability(mutex))

namespace oct::base {

/// std::mutex with annotations; Lockable, so std::condition_variable_any takes it.
class OCT_THREAD_ANNOTATION(capability("mutex")) Mutex {
public:
    void lock() OCT_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
    void unlock() OCT_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

private:
    std::mutex mutex_;
};

/// Holds a Mutex for a scope.
class OCT_THREAD_ANNOTATION(scoped_lockable) MutexLock {
public:
    explicit MutexLock(Mutex& mutex) OCT_THREAD_ANNOTATION(acquire_capability(mutex))
        : mutex_(mutex) {
        mutex_.lock();
    }
    ~MutexLock() OCT_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

private:
    Mutex& mutex_;
};

}  // namespace oct::base
