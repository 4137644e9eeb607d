// Blocks move under one mutex; the memory bound is checked where they enter.
#include "turret/block_queue.hpp"

#include <algorithm>
#include <utility>

namespace oct::turret {
namespace {

constexpr std::size_t kEmptyKept = 4096;

}  // namespace

BlockPtr BlockQueue::borrow() {
    const base::MutexLock lock(mutex_);
    return pop_empty();
}

BlockPtr BlockQueue::exchange(BlockPtr full) {
    const base::MutexLock lock(mutex_);
    push(std::move(full));
    return pop_empty();
}

void BlockQueue::hand_over(BlockPtr full) {
    const base::MutexLock lock(mutex_);
    push(std::move(full));
}

// Leaves room for as many blocks as ever waited: who takes allocates it, not a cannon.
std::vector<BlockPtr> BlockQueue::take() {
    std::vector<BlockPtr> taken;
    taken.reserve(most_waiting_.load(std::memory_order_relaxed));
    const base::MutexLock lock(mutex_);
    pressure_.clear();
    samples_waiting_ = 0;
    taken.swap(full_);
    most_waiting_.store(std::max(full_.capacity(), taken.capacity()), std::memory_order_relaxed);
    return taken;
}

void BlockQueue::recycle(BlockPtr used) {
    const base::MutexLock lock(mutex_);
    bytes_ -= used->bytes();
    used->clear();
    if (empty_.size() < kEmptyKept) empty_.push_back(std::move(used));
}

void BlockQueue::set_at_rest(bool at_rest) {
    const base::MutexLock lock(mutex_);
    pressing_ = at_rest ? 1 : kPressureSamples;
    if (samples_waiting_ >= pressing_) pressure_.set();
}

std::uint64_t BlockQueue::dropped() const {
    const base::MutexLock lock(mutex_);
    return dropped_;
}

void BlockQueue::push(BlockPtr full) {
    if (full->empty() || bytes_ + full->bytes() > max_bytes_) {
        dropped_ += full->size();
        full->clear();
        empty_.push_back(std::move(full));
        return;
    }
    bytes_ += full->bytes();
    const std::size_t before = samples_waiting_;
    samples_waiting_ += full->size();
    full_.push_back(std::move(full));
    if (before < pressing_ && samples_waiting_ >= pressing_) pressure_.set();
}

BlockPtr BlockQueue::pop_empty() {
    if (empty_.empty()) return std::make_unique<SampleBlock>();
    BlockPtr block = std::move(empty_.back());
    empty_.pop_back();
    return block;
}

}  // namespace oct::turret
