// What liboct alone does with a Histogram: its buckets one by one, and its form as bytes.
#pragma once

#include <oct/histogram.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct::measure {

/// The buckets of histograms, which are no business of users.
class Buckets {
    static constexpr std::size_t kHalf = Histogram::kHalf;
    static constexpr std::size_t kHalfBits = 10;
    static_assert(kHalf == 1U << kHalfBits);
    static constexpr std::size_t kBuckets = Histogram::kOctaves * kHalf;

public:
    /// How many values are above Histogram::kHighest, and so in no bucket.
    [[nodiscard]] static std::uint64_t overflow(const Histogram& histogram) noexcept {
        return histogram.overflow_;
    }

    /// The bucket that holds `value`, were there no end to them: slot index % kHalf of octave
    /// index / kHalf. Octave 0 covers [0, 1024), octave 1 [1024, 2048), both in steps of 1 ns;
    /// octave n covers [2^(n+9), 2^(n+10)) in steps of 2^(n-1) ns.
    [[nodiscard]] static std::size_t index_of(std::uint64_t value) noexcept {
        const auto width = static_cast<std::size_t>(std::bit_width(value));
        const std::size_t octave = width > kHalfBits ? width - kHalfBits : 0;
        return octave * kHalf + (octave == 0 ? value : (value >> (octave - 1)) & (kHalf - 1));
    }

    /// Calls `take(lowest, width, count)` for each bucket that counted anything, by rising value;
    /// it holds [lowest, lowest + width) ns.
    template <typename Take>
    static void for_each(const Histogram& histogram, Take&& take) {
        for_each_index(histogram, [&](std::size_t index, std::uint64_t count) {
            take(lowest(index), width(index), count);
            return true;
        });
    }

    /// Appends the histogram as bytes; the size grows with the buckets in use, not with the count.
    static void encode(const Histogram& histogram, std::string& out);
    /// Nothing unless the bytes are wholly what encode() may have written.
    [[nodiscard]] static std::optional<Histogram> decode(std::string_view bytes);

private:
    friend class oct::Histogram;
    [[nodiscard]] static std::uint64_t lowest(std::size_t index) noexcept {
        return index < kHalf ? index : (kHalf + index % kHalf) << (index / kHalf - 1);
    }
    [[nodiscard]] static std::uint64_t width(std::size_t index) noexcept {
        return index < kHalf ? 1 : std::uint64_t{1} << (index / kHalf - 1);
    }

    // Buckets that counted anything, in order, until `take(index, count)` returns false.
    template <typename Take>
    static void for_each_index(const Histogram& histogram, Take&& take) {
        if (!histogram.spread_) {
            auto few = histogram.few_;
            std::sort(few.begin(), few.end());
            for (auto at = few.begin(); at != few.end();) {
                const auto end = std::upper_bound(at, few.end(), *at);
                if (!take(std::size_t{*at}, static_cast<std::uint64_t>(end - at))) return;
                at = end;
            }
            return;
        }
        for (std::size_t index = 0; index < kBuckets; ++index) {
            const auto& octave = histogram.octaves_[index / kHalf];
            if (!octave)
                index += kHalf - 1;
            else if (const std::uint64_t count = (*octave)[index % kHalf]; count != 0)
                if (!take(index, count)) return;
        }
    }
};

}  // namespace oct::measure
