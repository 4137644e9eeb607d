// Custom timers and the context: what a Transaction reaches of the cannon that fires it.
#include <oct/transaction.hpp>

#include "base/text.hpp"

namespace oct {
namespace {

NameId intern(SampleBlock& block, std::string_view name) {
    return is_clean(name, kMaxNameBytes) ? block.intern(name)
                                         : block.intern(sanitized(name, kMaxNameBytes));
}

// One more than the limit is kept as the sign that there were more.
void add(SampleBlock& block, NameId name, std::chrono::nanoseconds value) {
    if (block.pending_timers() <= kMaxTimers) block.add_timer(name, value);
}

}  // namespace

Timer::Timer(Transaction& transaction, std::string_view name)
    : transaction_(transaction.block_ == nullptr ? nullptr : &transaction) {
    if (transaction_ == nullptr) return;  // outside run(): nobody measures
    shot_ = transaction.shot_;
    name_ = intern(*transaction.block_, name);
    started_ = transaction.clock_->now();
}

void Timer::stop() noexcept {
    if (transaction_ == nullptr) return;
    if (transaction_->block_ != nullptr && transaction_->shot_ == shot_)
        add(*transaction_->block_, name_, transaction_->clock_->now() - started_);
    transaction_ = nullptr;
}

void Transaction::record(std::string_view name, std::chrono::nanoseconds value) {
    if (block_ != nullptr) add(*block_, intern(*block_, name), value);
}

const TransactionConfig& Transaction::context() const noexcept {
    static const TransactionConfig empty;
    return context_ == nullptr ? empty : *context_;
}

}  // namespace oct
