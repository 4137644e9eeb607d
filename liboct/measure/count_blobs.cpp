// Differences as varints; the first byte is the format.
#include "measure/count_blobs.hpp"

#include "base/varint.hpp"

namespace oct::measure {
namespace {

using std::chrono::nanoseconds;

constexpr char kFormat = 1;

}  // namespace

std::string encode(const std::vector<SecondCount>& seconds) {
    std::string out(1, kFormat);
    std::int64_t before = 0;
    for (const SecondCount& count : seconds) {
        base::append_varint(out, static_cast<std::uint64_t>(count.second - before));
        base::append_varint(out, count.all);
        base::append_varint(out, count.failed);
        before = count.second;
    }
    return out;
}

bool decode(std::string_view bytes, std::vector<SecondCount>& seconds) {
    if (bytes.empty() || bytes.front() != kFormat) return false;
    base::VarintReader in(bytes.substr(1));
    std::int64_t second = 0;
    constexpr std::uint64_t kLatest = std::uint64_t{1} << 33U;  // 270 years
    while (!in.at_end()) {
        std::uint64_t step = 0;
        SecondCount count;
        if (!in.read(step) || !in.read(count.all) || !in.read(count.failed)) return false;
        if (step > kLatest ||
            second + static_cast<std::int64_t>(step) > static_cast<std::int64_t>(kLatest))
            return false;
        second += static_cast<std::int64_t>(step);
        if (!seconds.empty() && step == 0) return false;
        count.second = second;
        seconds.push_back(count);
    }
    return true;
}

std::string encode(const std::vector<Point>& points) {
    std::string out(1, kFormat);
    nanoseconds before{};
    for (const Point& point : points) {
        base::append_varint(out, static_cast<std::uint64_t>((point.offset - before).count()));
        base::append_varint(out, static_cast<std::uint64_t>(point.value.count()) << 1U |
                                     static_cast<std::uint64_t>(point.failed));
        before = point.offset;
    }
    return out;
}

bool decode(std::string_view bytes, std::vector<Point>& points) {
    if (bytes.empty() || bytes.front() != kFormat) return false;
    base::VarintReader in(bytes.substr(1));
    constexpr std::uint64_t kLongest = std::uint64_t{1} << 62U;
    for (std::uint64_t at = 0; !in.at_end();) {
        std::uint64_t step = 0;
        std::uint64_t value = 0;
        if (!in.read(step) || !in.read(value) || step > kLongest || at + step > kLongest)
            return false;
        at += step;
        points.push_back({nanoseconds(at), nanoseconds(value >> 1U), (value & 1U) != 0});
    }
    return true;
}

}  // namespace oct::measure
