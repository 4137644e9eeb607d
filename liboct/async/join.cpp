// Several tasks under one coroutine: started together, interrupted together, waited for together.
#include <oct/detail/join.hpp>

namespace oct::detail {

void Join::add(Branch& branch) noexcept {
    branch.join_ = this;
    (first_ == nullptr ? first_ : last_->next_) = &branch;
    last_ = &branch;
    ++running_;
}

// Counted as a branch itself meanwhile: one that ends at once does not wake who is not suspended.
bool Join::begin() {
    ++running_;
    for (Branch* branch = first_; branch != nullptr; branch = branch->next_) branch->enter(scope());
    for (Branch* branch = first_; branch != nullptr; branch = branch->next_) branch->start();
    return --running_ != 0;
}

void Join::ended(std::exception_ptr thrown) {
    if (!failure_) failure_ = std::move(thrown);
    if (--running_ == 0) resume();
}

void Join::interrupt() noexcept {
    for (Branch* branch = first_; branch != nullptr; branch = branch->next_) branch->cancel();
}

void Join::await_resume() const {
    if (failure_) std::rethrow_exception(failure_);
}

}  // namespace oct::detail
