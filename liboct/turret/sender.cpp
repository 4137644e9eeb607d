// A batch that the network refuses is kept as it is; a single result is encoded again later: rare,
// and simpler than keeping its bytes.
#include "turret/sender.hpp"

#include <fmt/format.h>

namespace oct::turret {

Sender::Sender(BlockQueue& queue, std::string_view turret_name, std::string_view uuid,
               const Clock& clock, base::Log log)
    : queue_(queue),
      encoder_(turret_name, uuid),
      batch_(turret_name, uuid),
      clock_(clock),
      log_(log) {}

void Sender::take() {
    for (auto& block : queue_.take()) blocks_.push_back(std::move(block));
}

void Sender::begin_run(const std::optional<std::string>& hq, bool resume) {
    batches_ = hq.has_value();
    if (hq) batch_.begin_run(*hq);
    if (!resume) sent_ = undelivered_ = 0;
}

bool Sender::send(net::Socket& push) {
    take();
    return batches_ ? send_batches(push) : send_one_by_one(push);
}

bool Sender::send_batches(net::Socket& push) {
    while (true) {
        if (message_.empty()) {
            fill_batch();
            if (batch_.size() == 0) return true;
            message_ = batch_.message(sent_ + 1);
        }
        if (!push.send(message_)) return false;
        sent_ += batch_.size();
        message_ = {};
        batch_.clear();
    }
}

void Sender::fill_batch() {
    while (!blocks_.empty()) {
        const SampleBlock& block = *blocks_.front();
        const std::size_t added = batch_.add(block, next_);
        for (const Sample& sample : block.samples().subspan(next_, added))
            if (sample.failed()) log_error(block.error(sample));
        next_ += added;
        if (next_ < block.size()) return;
        drop_first_block();
    }
}

void Sender::drop_first_block() {
    queue_.recycle(std::move(blocks_.front()));
    blocks_.pop_front();
    next_ = 0;
}

bool Sender::send_one_by_one(net::Socket& push) {
    while (!blocks_.empty()) {
        const SampleBlock& block = *blocks_.front();
        const auto samples = block.samples();
        for (; next_ < samples.size(); ++next_) {
            if (!push.send(encoder_.encode(block, samples[next_]))) return false;
            ++sent_;
            if (samples[next_].failed()) log_error(block.error(samples[next_]));
        }
        drop_first_block();
    }
    return true;
}

// Every error is in the results; here a person sees that there are some.
void Sender::log_error(std::string_view error) {
    if (!log_limit_.allow(clock_.now())) return;
    log_.warning(log_limit_.suppressed() == 0
                     ? fmt::format("transaction failed: {}", error)
                     : fmt::format("transaction failed: {} ({} failures since the last line)",
                                   error, log_limit_.suppressed() + 1));
}

void Sender::give_up() {
    take();
    undelivered_ += batch_.size();
    batch_.clear();
    message_ = {};
    while (!blocks_.empty()) {
        undelivered_ += blocks_.front()->size() - next_;
        drop_first_block();
    }
}

}  // namespace oct::turret
