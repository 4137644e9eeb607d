// A sample that the network refuses is encoded again later: rare, and simpler than keeping its
// bytes.
#include "turret/sender.hpp"

#include <fmt/format.h>

namespace oct::turret {

Sender::Sender(BlockQueue& queue, std::string_view turret_name, std::string_view uuid,
               const Clock& clock, Log log)
    : queue_(queue), encoder_(turret_name, uuid), clock_(clock), log_(log) {}

void Sender::take() {
    for (auto& block : queue_.take()) blocks_.push_back(std::move(block));
}

bool Sender::send(net::Socket& push) {
    take();
    while (!blocks_.empty()) {
        const SampleBlock& block = *blocks_.front();
        const auto samples = block.samples();
        for (; next_ < samples.size(); ++next_) {
            if (!push.send(encoder_.encode(block, samples[next_]))) return false;
            ++sent_;
            if (samples[next_].failed()) log_error(block.error(samples[next_]));
        }
        queue_.recycle(std::move(blocks_.front()));
        blocks_.pop_front();
        next_ = 0;
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
    while (!blocks_.empty()) {
        undelivered_ += blocks_.front()->size() - next_;
        next_ = 0;
        queue_.recycle(std::move(blocks_.front()));
        blocks_.pop_front();
    }
}

}  // namespace oct::turret
