// After HdrHistogram's AbstractHistogram.encodeIntoByteBuffer, ZigZagEncoding, HistogramLogWriter
// and outputPercentileDistribution (Gil Tene, public domain): our buckets are laid out as its own.
#include "report/export/hdr_histogram.hpp"

#include <oct/error.hpp>

#include "base/seconds.hpp"
#include "measure/buckets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <zlib.h>

namespace oct::report {
namespace {

constexpr std::uint32_t kCookie = 0x1c849303U | 0x10U;            // V2
constexpr std::uint32_t kCompressedCookie = 0x1c849304U | 0x10U;  // V2, deflated
constexpr int kDigits = 3;
constexpr int kSubBuckets = 2048;  // of 1 ns, then 1024 for each doubling

void put32(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}
void put64(std::string& out, std::uint64_t value) {
    put32(out, static_cast<std::uint32_t>(value >> 32U));
    put32(out, static_cast<std::uint32_t>(value));
}

// LEB128 of a zig-zagged number, the ninth byte with all its eight bits.
void put_zigzag(std::string& out, std::int64_t number) {
    auto value =
        (static_cast<std::uint64_t>(number) << 1U) ^ static_cast<std::uint64_t>(number >> 63);
    for (int byte = 0; byte < 8; ++byte) {
        if (value < 0x80) return void(out += static_cast<char>(value));
        out += static_cast<char>((value & 0x7FU) | 0x80U);
        value >>= 7U;
    }
    out += static_cast<char>(value);
}

std::string counts(const Histogram& histogram) {
    std::string out;
    std::uint64_t next = 0;  // index
    const auto put = [&](std::uint64_t value, std::uint64_t count) {
        const std::uint64_t index = measure::Buckets::index_of(value);
        if (index > next) put_zigzag(out, -static_cast<std::int64_t>(index - next));
        put_zigzag(out, static_cast<std::int64_t>(count));
        next = index + 1;
    };
    measure::Buckets::for_each(histogram, [&](std::uint64_t lowest, std::uint64_t,
                                              std::uint64_t count) { put(lowest, count); });
    if (measure::Buckets::overflow(histogram) != 0)
        put(static_cast<std::uint64_t>(histogram.max().count()),
            measure::Buckets::overflow(histogram));
    return out;
}

std::string encoded(const Histogram& histogram) {
    const std::string payload = counts(histogram);
    std::string out;
    put32(out, kCookie);
    put32(out, static_cast<std::uint32_t>(payload.size()));
    put32(out, 0);  // normalizing index offset
    put32(out, kDigits);
    put64(out, 1);  // lowest discernible value
    put64(out, static_cast<std::uint64_t>(std::max(Histogram::kHighest, histogram.max()).count()));
    put64(out, std::bit_cast<std::uint64_t>(1.0));  // integer to double conversion ratio
    return out + payload;
}

std::string base64(std::string_view bytes) {
    static constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U |
                    (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out += at + i > bytes.size() ? '=' : kLetters[(group >> (18 - 6 * i)) & 0x3FU];
    }
    return out;
}

double milliseconds(std::chrono::nanoseconds duration) {
    return static_cast<double>(duration.count()) / 1e6;
}

}  // namespace

std::string hdr_base64(const Histogram& histogram) {
    const std::string plain = encoded(histogram);
    uLongf size = ::compressBound(plain.size());
    std::string deflated(size, '\0');
    if (::compress2(reinterpret_cast<Bytef*>(deflated.data()), &size,
                    reinterpret_cast<const Bytef*>(plain.data()), plain.size(),
                    Z_DEFAULT_COMPRESSION) != Z_OK)
        throw Error("a histogram could not be compressed");
    std::string out;
    put32(out, kCompressedCookie);
    put32(out, static_cast<std::uint32_t>(size));
    return base64(out.append(deflated, 0, size));
}

HdrLog::HdrLog(WallTime started)
    : text_(fmt::format("#[Histogram log format version 1.3]\n"
                        "#[StartTime: {:.3f} (seconds since epoch)]\n"
                        "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                        "\"Interval_Compressed_Histogram\"\n",
                        base::to_seconds(started.time_since_epoch()))) {}

void HdrLog::add(std::string_view tag, std::chrono::nanoseconds from,
                 std::chrono::nanoseconds length, const Histogram& histogram) {
    if (!tag.empty()) {
        std::string clean(tag);
        std::replace_if(
            clean.begin(), clean.end(),
            [](char c) {
                return static_cast<unsigned char>(c) <= ' ' || c == '\x7F' || c == ',' ||
                       c == '"' || c == '#' || c == '=';
            },
            '_');
        text_ += "Tag=" + clean + ",";
    }
    text_ +=
        fmt::format("{:.3f},{:.3f},{:.3f},{}\n", base::to_seconds(from), base::to_seconds(length),
                    milliseconds(histogram.max()), hdr_base64(histogram));
}

std::string hdr_percentiles(const Histogram& histogram) {
    constexpr double kTicks = 5;  // lines for each halving of the distance to 100 %
    const auto total = static_cast<double>(histogram.count());
    std::string out = fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile",
                                  "TotalCount", "1/(1-Percentile)");
    double level = 0;
    std::uint64_t seen = 0;
    const auto line = [&](std::uint64_t value) {
        const double share = static_cast<double>(seen) / total;
        while (seen != 0 && share >= level && level < 1) {
            out += fmt::format("{:12.3f} {:2.12f} {:10} {:14.2f}\n",
                               static_cast<double>(value) / 1e6, level, seen, 1 / (1 - level));
            const double halvings = std::floor(std::log2(1 / (1 - level))) + 1;
            const double step = 1 / (kTicks * std::exp2(halvings));
            level += step;
            if (share >= 1) level = 1;
        }
    };
    measure::Buckets::for_each(
        histogram, [&](std::uint64_t lowest, std::uint64_t width, std::uint64_t count) {
            seen += count;
            line(std::min(lowest + width - 1, static_cast<std::uint64_t>(histogram.max().count())));
        });
    if (histogram.count() != 0)
        out += fmt::format("{:12.3f} {:2.12f} {:10}\n", milliseconds(histogram.max()), 1.0,
                           histogram.count());
    return out + fmt::format(
                     "#[Mean    = {:12.3f}, StdDeviation   = {:12.3f}]\n"
                     "#[Max     = {:12.3f}, Total count    = {:12}]\n"
                     "#[Buckets = {:12}, SubBuckets     = {:12}]\n",
                     milliseconds(histogram.mean()), milliseconds(histogram.stdev()),
                     milliseconds(histogram.max()), histogram.count(), 32, kSubBuckets);
}

}  // namespace oct::report
