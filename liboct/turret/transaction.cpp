// Custom timers and the context: what a Transaction reaches of the cannon that fires it.
#include <oct/sample.hpp>
#include <oct/transaction.hpp>

#include "base/text.hpp"
#include "turret/bad_values.hpp"
#include "turret/seal.hpp"

namespace oct {
namespace {

NameId intern(SampleBlock& block, std::string_view name) {
    return base::is_clean(name, kMaxNameBytes) ? block.intern(name)
                                               : block.intern(base::sanitized(name, kMaxNameBytes));
}

}  // namespace

Timer::Timer(TransactionBase& transaction, std::string_view name)
    : transaction_(transaction.block_ == nullptr ? nullptr : &transaction) {
    if (transaction_ == nullptr) return;  // outside run(): nobody measures
    const turret::Presence presence(transaction.seal_);
    if (!presence || !transaction.is_name(name)) {
        transaction_ = nullptr;
        return;
    }
    shot_ = transaction.shot_;
    name_ = intern(*transaction.block_, name);
    started_ = transaction.clock_->now();
}

void Timer::stop() noexcept {
    if (transaction_ == nullptr) return;
    const turret::Presence presence(transaction_->seal_);
    if (presence && transaction_->block_ != nullptr && transaction_->shot_ == shot_)
        transaction_->add_timer(name_, transaction_->clock_->now() - started_);
    transaction_ = nullptr;
}

TransactionBase::~TransactionBase() = default;

void TransactionBase::record(std::string_view name, std::chrono::nanoseconds value) {
    if (block_ == nullptr) return;
    const turret::Presence presence(seal_);
    if (!presence || !is_name(name)) return;
    if (value < std::chrono::nanoseconds::zero()) {
        if (bad_values_ != nullptr) bad_values_->add(turret::BadValues::Why::Negative, name);
        return;
    }
    add_timer(intern(*block_, name), value);
}

bool TransactionBase::is_name(std::string_view name) {
    using Why = turret::BadValues::Why;
    if (!name.empty() && name.size() <= kMaxNameBytes) return true;
    if (bad_values_ != nullptr) bad_values_->add(name.empty() ? Why::NoName : Why::LongName, name);
    return false;
}

// One more than the limit is kept as the sign that there were more.
void TransactionBase::add_timer(NameId name, std::chrono::nanoseconds value) {
    if (timers_ == nullptr) {
        if (block_->pending_timers() <= kMaxTimers) block_->add_timer(name, value);
    } else if (timers_->size() <= kMaxTimers) {
        timers_->push_back({name, value});
    }
}

const TransactionConfig& TransactionBase::context() const noexcept {
    static const TransactionConfig empty;
    return context_ == nullptr ? empty : *context_;
}

}  // namespace oct
