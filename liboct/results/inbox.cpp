// Waiting for room on one side, for work on the other.
#include "results/inbox.hpp"

namespace oct::results {
namespace {

constexpr std::size_t kBlocksKept = 64;
constexpr std::size_t kBlockOverhead = 1024;  // the dictionary and the block itself, about

SteadyTime now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

Inbox::Inbox(std::size_t bytes, std::chrono::nanoseconds patience)
    : limit_(bytes), patience_(patience) {
    free_.reserve(kBlocksKept);  // giving a block back cannot fail then
}

std::size_t Inbox::cost(const SampleBlock& block) noexcept {
    return block.bytes() + kBlockOverhead + block.names().size() * sizeof(std::string);
}

std::unique_ptr<SampleBlock> Inbox::empty_block() {
    if (free_.empty()) return std::make_unique<SampleBlock>();
    auto block = std::move(free_.back());
    free_.pop_back();
    return block;
}

bool Inbox::put(const SampleBlock& block) {
    std::unique_ptr<SampleBlock> copy;
    {
        const base::MutexLock lock(mutex_);
        if (bytes_ == 0) progress_ = now();
        while (bytes_ >= limit_) {
            if (now() - progress_ >= patience_) return false;
            room_came_.wait_until(mutex_, progress_ + patience_);
        }
        copy = empty_block();
    }
    *copy = block;  // outside the lock: the writer goes on meanwhile
    const base::MutexLock lock(mutex_);
    if (work_.blocks.empty()) oldest_ = now();
    const bool first = work_.blocks.empty();
    work_.blocks.push_back(std::move(copy));
    rows_ += block.size();
    bytes_ += cost(block);
    if (first || rows_ >= wanted_) work_came_.notify_one();
    return true;
}

void Inbox::put(const TurretRecord& turret) {
    const base::MutexLock lock(mutex_);
    work_.turrets.push_back({work_.blocks.size(), turret});
    work_came_.notify_one();
}

void Inbox::put(const measure::RunFacts& run) {
    const base::MutexLock lock(mutex_);
    work_.run = run;
    work_came_.notify_one();
}

void Inbox::put_stop(std::chrono::nanoseconds run_time) {
    const base::MutexLock lock(mutex_);
    work_.stop = run_time;
}

void Inbox::close() {
    const base::MutexLock lock(mutex_);
    closed_ = true;
    work_came_.notify_one();
}

bool Inbox::take(Work& work, std::size_t rows, std::chrono::nanoseconds age,
                 std::optional<SteadyTime> until) {
    const base::MutexLock lock(mutex_);
    wanted_ = rows;
    while (!closed_ && work_.turrets.empty() && !work_.run && rows_ < rows) {
        std::optional<SteadyTime> due = until;
        if (!work_.blocks.empty()) due = std::min(oldest_ + age, until.value_or(oldest_ + age));
        if (!due)
            work_came_.wait(mutex_);
        else if (now() >= *due)
            break;
        else
            work_came_.wait_until(mutex_, *due);
    }
    for (Said& said : work_.turrets)
        work.turrets.push_back({work.blocks.size() + said.blocks, std::move(said.turret)});
    for (auto& block : work_.blocks) work.blocks.push_back(std::move(block));
    if (work_.run) work.run = std::exchange(work_.run, std::nullopt);
    if (work_.stop) work.stop = std::exchange(work_.stop, std::nullopt);
    work_.blocks.clear();
    work_.turrets.clear();
    rows_ = 0;
    return closed_;
}

void Inbox::give_back(std::unique_ptr<SampleBlock> block) noexcept {
    const base::MutexLock lock(mutex_);
    bytes_ -= cost(*block);
    progress_ = now();
    block->clear();
    if (free_.size() < kBlocksKept) free_.push_back(std::move(block));
    room_came_.notify_one();
}

void Inbox::pause(std::chrono::nanoseconds duration) {
    const base::MutexLock lock(mutex_);
    const bool was_closed = closed_;
    const SteadyTime end = now() + duration;
    while (closed_ == was_closed && now() < end) work_came_.wait_until(mutex_, end);
}

}  // namespace oct::results
