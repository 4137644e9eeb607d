// A list of gaps below the next number; nearly always empty.
#include "hq/sequence.hpp"

#include <algorithm>

namespace oct::hq {

std::vector<Sequence::Range> Sequence::take(std::uint64_t first, std::uint64_t count) {
    const Range came{first, first + count};
    std::vector<Range> fresh;
    if (came.begin < next_) fill_gaps(came, fresh);
    if (came.end > next_) {
        if (came.begin > next_) gaps_.push_back({next_, came.begin});
        fresh.push_back({std::max(came.begin, next_), came.end});
        next_ = came.end;
    }
    if (gaps_.size() > kMaxGaps) {
        forgotten_ += gaps_.front().end - gaps_.front().begin;
        gaps_.erase(gaps_.begin());
    }
    repeated_ += count;
    for (const Range& range : fresh) repeated_ -= range.end - range.begin;
    return fresh;
}

void Sequence::fill_gaps(const Range& came, std::vector<Range>& fresh) {
    std::vector<Range> left;
    for (const Range& gap : gaps_) {
        const Range filled{std::max(gap.begin, came.begin), std::min(gap.end, came.end)};
        if (filled.begin >= filled.end) {
            left.push_back(gap);
            continue;
        }
        fresh.push_back(filled);
        if (gap.begin < filled.begin) left.push_back({gap.begin, filled.begin});
        if (filled.end < gap.end) left.push_back({filled.end, gap.end});
    }
    gaps_ = std::move(left);
}

std::uint64_t Sequence::missing(std::uint64_t last) const noexcept {
    std::uint64_t sum = forgotten_;
    for (const Range& gap : gaps_)
        if (gap.begin <= last) sum += std::min(gap.end, last + 1) - gap.begin;
    return last >= next_ ? sum + (last + 1 - next_) : sum;
}

}  // namespace oct::hq
