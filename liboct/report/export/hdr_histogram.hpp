// Histograms in the formats of HdrHistogram (hdrhistogram.org), so that its tools read ours.
#pragma once

#include <oct/clock.hpp>
#include <oct/histogram.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace oct::report {

/// V2 encoding, compressed and in base64: a histogram of nanoseconds with 3 significant digits.
/// What lies beyond an hour is counted at max().
///
/// Errors: throws oct::Error when zlib refuses.
[[nodiscard]] std::string hdr_base64(const Histogram& histogram);

/// A histogram log, version 1.3, line by line.
///
/// Threading:  value.
class HdrLog {
public:
    explicit HdrLog(WallTime started);

    /// Adds the histogram of an interval; `tag` empty: none. Characters that a tag cannot have
    /// become '_'.
    void add(std::string_view tag, std::chrono::nanoseconds from, std::chrono::nanoseconds length,
             const Histogram& histogram);
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// A percentile table (.hgrm) in milliseconds, five lines for each halving of what is left.
[[nodiscard]] std::string hdr_percentiles(const Histogram& histogram);

}  // namespace oct::report
