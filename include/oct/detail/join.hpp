// What all() waits for: the end of several tasks.
#pragma once

#include <oct/detail/scope.hpp>
#include <oct/export.hpp>
#include <oct/task.hpp>

#include <coroutine>
#include <cstddef>
#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace oct::detail {

class Branch;

/// The end of all its branches; co_await of it starts them and throws what the first that failed
/// has thrown.
///
/// Ownership:  its branches are added before, and live while it is awaited.
class OCT_EXPORT Join final : public Wait {
public:
    Join() = default;
    Join(const Join&) = delete;
    Join& operator=(const Join&) = delete;
    void add(Branch& branch) noexcept;
    template <class P>
    bool await_suspend(std::coroutine_handle<P> caller) {
        suspend(caller);  // also when cancelled: each branch runs up to its first wait
        return begin();
    }
    void await_resume() const;

private:
    friend class Branch;
    bool begin();
    void ended(std::exception_ptr thrown);
    void interrupt() noexcept override;

    Branch* first_ = nullptr;
    Branch* last_ = nullptr;
    std::size_t running_ = 0;
    std::exception_ptr failure_{};  // the first
};

/// The scope of one of the tasks.
class OCT_EXPORT Branch : public Scope {
public:
    Branch(const Branch&) = delete;
    Branch& operator=(const Branch&) = delete;

protected:
    Branch() = default;
    void ended(std::exception_ptr thrown) { join_->ended(std::move(thrown)); }

private:
    friend class Join;
    virtual void start() = 0;

    Join* join_ = nullptr;
    Branch* next_ = nullptr;
};

/// A branch with its task, which it takes from where it stands.
template <class T>
class TaskBranch final : public Branch {
public:
    explicit TaskBranch(Task<T>& task) : task_(std::move(task)) {}
    T take() { return task_.result(); }

private:
    void start() override {
        task_.start(*this);
        resumed();
    }
    void resumed() override {
        if (task_.done()) ended(task_.exception());
    }
    Task<T> task_;
};

template <class T>
std::tuple<T> value_of(TaskBranch<T>& branch) {
    return std::tuple<T>(branch.take());
}
inline std::tuple<> value_of(TaskBranch<void>& /*branch*/) {
    return {};
}

/// All that is not void, as a tuple; void when nothing is left.
template <class... T>
using TupleOf =
    std::conditional_t<(std::is_void_v<T> && ...), void,
                       decltype(std::tuple_cat(value_of(std::declval<TaskBranch<T>&>())...))>;

template <class T>
using VectorOf = std::conditional_t<std::is_void_v<T>, void, std::vector<T>>;

template <class... T>
Task<TupleOf<T...>> join(Task<T>... tasks) {
    Join join;
    std::tuple<TaskBranch<T>...> branches{tasks...};
    std::apply([&join](auto&... branch) { (join.add(branch), ...); }, branches);
    co_await join;
    if constexpr (!std::is_void_v<TupleOf<T...>>)
        co_return std::apply([](auto&... branch) { return std::tuple_cat(value_of(branch)...); },
                             branches);
}

template <class T>
Task<VectorOf<T>> join(std::vector<Task<T>> tasks) {
    Join join;
    std::vector<TaskBranch<T>> branches(tasks.begin(), tasks.end());
    for (TaskBranch<T>& branch : branches) join.add(branch);
    co_await join;
    if constexpr (!std::is_void_v<T>) {
        std::vector<T> values;
        values.reserve(branches.size());
        for (TaskBranch<T>& branch : branches) values.push_back(branch.take());
        co_return values;
    }
}

}  // namespace oct::detail
