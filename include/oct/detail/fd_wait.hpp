// What readable() and writable() give: a descriptor to wait for.
#pragma once

#include <oct/detail/scope.hpp>
#include <oct/export.hpp>

#include <coroutine>

namespace oct::async {
class Readiness;  // inside liboct
}

namespace oct::detail {

/// co_await of it waits until a descriptor can be read or written.
class OCT_EXPORT FdWait : public Wait {
public:
    enum class Direction : bool { Read, Write };
    FdWait(int fd, Direction direction) noexcept : fd_(fd), direction_(direction) {}
    FdWait(const FdWait& other) noexcept : FdWait(other.fd_, other.direction_) {}
    ~FdWait() override { end(); }
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        if (!suspend(caller)) return false;
        begin();
        return true;
    }
    void await_resume();

private:
    friend class async::Readiness;
    void begin();
    void end() noexcept;
    void ready() noexcept;
    int fd_;
    Direction direction_;
    bool registered_ = false;
};

}  // namespace oct::detail
