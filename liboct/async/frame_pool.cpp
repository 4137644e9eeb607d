// Coroutine frames on their way round: freed ones wait, by size, in lists of their thread.
//
// Each frame is a piece of the heap of its own, so one may be freed by another thread than the one
// that made it, and a thread that ends gives back what waits in its lists.
#include <oct/detail/promise.hpp>

#include <array>
#include <new>

namespace oct::detail {
namespace {

constexpr std::size_t kStep = 16;           // what malloc rounds to, behind 8 bytes of its own
constexpr std::size_t kPooledBytes = 2048;  // larger frames are rare and come from the heap
constexpr std::size_t kClasses = kPooledBytes / kStep + 1;

struct FreeFrame {
    FreeFrame* next;
};
[[gnu::tls_model("initial-exec")]] constinit thread_local std::array<FreeFrame*, kClasses>
    free_frames{};

// Of this thread: lists are in use, and lists are given up because the thread ends.
[[gnu::tls_model("initial-exec")]] constinit thread_local bool open = false;
[[gnu::tls_model("initial-exec")]] constinit thread_local bool closed = false;

/// Gives the lists back at the end of the thread. What is freed after it goes to the heap.
struct Cleaner {
    Cleaner() = default;
    Cleaner(const Cleaner&) = delete;
    Cleaner& operator=(const Cleaner&) = delete;
    ~Cleaner() {
        closed = true;
        for (FreeFrame*& list : free_frames)
            while (list != nullptr) ::operator delete(std::exchange(list, list->next));
    }
};

void open_lists() {
    thread_local const Cleaner cleaner;
    open = true;
}

constexpr std::size_t class_of(std::size_t bytes) {
    return (bytes + 8 + kStep - 1) / kStep;
}

}  // namespace

void* allocate_frame(std::size_t bytes) {
    const std::size_t size_class = class_of(bytes);
    if (size_class >= kClasses) return ::operator new(bytes);
    FreeFrame*& list = free_frames[size_class];
    if (list != nullptr) return std::exchange(list, list->next);
    return ::operator new(size_class* kStep - 8);
}

void release_frame(void* frame, std::size_t bytes) noexcept {
    const std::size_t size_class = class_of(bytes);
    if (size_class >= kClasses || closed) {
        ::operator delete(frame);
        return;
    }
    if (!open) open_lists();
    FreeFrame*& list = free_frames[size_class];
    list = ::new (frame) FreeFrame{list};
}

}  // namespace oct::detail
