// A histogram as bytes, and back.
#include "measure/buckets.hpp"

#include "base/varint.hpp"

namespace oct::measure {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr char kFormat = 1;

void append_wide(std::string& out, Wide value) {
    base::append_varint(out, static_cast<std::uint64_t>(value >> 64U));
    base::append_varint(out, static_cast<std::uint64_t>(value));
}

bool read_wide(base::VarintReader& in, Wide& value) {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    if (!in.read(high) || !in.read(low)) return false;
    value = static_cast<Wide>(high) << 64U | low;
    return true;
}

}  // namespace

// A byte of format; count, overflow, min, max, sum, sum of squares; then runs of buckets in use:
// how many empty ones come before, how many the run has, their counts.
void Buckets::encode(const Histogram& histogram, std::string& out) {
    out.push_back(kFormat);
    for (const std::uint64_t value : {histogram.count_, histogram.overflow_,
                                      histogram.count_ == 0 ? 0 : histogram.min_, histogram.max_})
        base::append_varint(out, value);
    append_wide(out, histogram.sum_);
    append_wide(out, histogram.sum_of_squares_);
    std::vector<std::uint64_t> run;
    std::size_t written = 0;  // buckets
    std::size_t next = 0;
    const auto end_run = [&] {
        if (run.empty()) return;
        base::append_varint(out, next - run.size() - written);
        base::append_varint(out, run.size());
        for (const std::uint64_t count : run) base::append_varint(out, count);
        written = next;
        run.clear();
    };
    for_each_index(histogram, [&](std::size_t index, std::uint64_t count) {
        if (index != next) end_run();
        run.push_back(count);
        next = index + 1;
        return true;
    });
    end_run();
}

std::optional<Histogram> Buckets::decode(std::string_view bytes) {
    if (bytes.empty() || bytes.front() != kFormat) return std::nullopt;
    base::VarintReader in(bytes.substr(1));
    Histogram out;
    if (!in.read(out.count_) || !in.read(out.overflow_) || !in.read(out.min_) ||
        !in.read(out.max_) || !read_wide(in, out.sum_) || !read_wide(in, out.sum_of_squares_))
        return std::nullopt;
    if (out.count_ == 0) out.min_ = UINT64_MAX;
    if (out.count_ != 0 && (out.min_ > out.max_ || out.max_ > INT64_MAX)) return std::nullopt;
    std::uint64_t left = out.count_ - out.overflow_;
    if (out.overflow_ > out.count_) return std::nullopt;
    for (std::uint64_t at = 0; !in.at_end();) {
        std::uint64_t gap = 0;
        std::uint64_t run = 0;
        if (!in.read(gap) || !in.read(run) || gap > kBuckets - at || run > kBuckets - at - gap)
            return std::nullopt;
        at += gap;
        for (const std::uint64_t end = at + run; at < end; ++at) {
            std::uint64_t count = 0;
            if (!in.read(count) || count > left) return std::nullopt;
            left -= count;
            if (count == 0) return std::nullopt;
            out.add(at, count);
        }
    }
    if (left != 0) return std::nullopt;
    return out;
}

}  // namespace oct::measure
