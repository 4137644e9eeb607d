// What is missing, and how much of that came and could not be read.
#include "hq/receipts.hpp"

#include <algorithm>

namespace oct::hq {

// A message that could not be read is a result only as far as one is missing, where that is known.
void Receipts::enter(TurretRecord& record) const {
    record.received = taken_;
    record.rejected = left_out_;
    record.repeated = sequence_.repeated();
    const bool numbered = sequence_.last() != 0;
    const bool knows = record.last_word && record.counts;
    std::uint64_t missing = 0;
    if (numbered)
        missing = sequence_.missing(last_number(record));
    else if (knows)
        missing = record.counts->sent - std::min(record.counts->sent, taken_ + left_out_);
    const std::uint64_t charged = knows ? std::min(unreadable_, missing) : unreadable_;
    record.rejected += charged;
    if (numbered) record.undelivered = missing - std::min(charged, missing);
}

// Results have numbers from 1 without gaps: up to which of them they must have come. Without a last
// word that is at least what its last status says had ended.
std::uint64_t Receipts::last_number(const TurretRecord& record) const {
    const auto& counts = record.counts;
    if (!counts) return sequence_.last();
    if (record.last_word) return counts->sent;
    const std::uint64_t ended =
        counts->fired - std::min(counts->fired, counts->in_flight + counts->dropped);
    return std::max({sequence_.last(), counts->sent, ended});
}

}  // namespace oct::hq
