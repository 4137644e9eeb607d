// What offload() waits for: a call on a helper thread.
#pragma once

#include <oct/detail/scope.hpp>
#include <oct/export.hpp>

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace oct::async {
class HelperPool;  // inside liboct
}

namespace oct::detail {

/// A call on a helper thread, as something to wait for. It cannot be interrupted.
class OCT_EXPORT HelperCall : public Wait {
public:
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        if (!suspend(caller)) return false;
        begin();
        return true;
    }
    void await_resume();  ///< throws what the call threw

protected:
    HelperCall() = default;
    HelperCall(const HelperCall&) = delete;
    HelperCall& operator=(const HelperCall&) = delete;
    /// Waits for a call under way: its objects must outlive it.
    void finish() noexcept;

private:
    friend class async::HelperPool;
    void begin();
    void call_and_post() noexcept;
    virtual void call() = 0;
    void interrupt() noexcept final {}

    Loop* posted_to_ = nullptr;  // null: not begun
    HelperCall* next_call_ = nullptr;
    bool ended_ = false;  // guarded by the pool's mutex
    std::exception_ptr exception_{};
};

/// HelperCall of a function.
template <class F>
class HelperFunction final : public HelperCall {
public:
    using Result = std::invoke_result_t<F&>;
    explicit HelperFunction(F& function) : function_(function) {}
    ~HelperFunction() override { finish(); }
    Result take() {
        if constexpr (!std::is_void_v<Result>) return std::move(*result_);
    }

private:
    void call() override {
        if constexpr (std::is_void_v<Result>)
            function_();
        else
            result_.emplace(function_());
    }
    struct Nothing {};
    F& function_;
    std::optional<std::conditional_t<std::is_void_v<Result>, Nothing, Result>> result_{};
};

}  // namespace oct::detail
