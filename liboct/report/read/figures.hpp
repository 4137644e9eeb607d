// Numbers as the report shows them.
#pragma once

#include <oct/summary.hpp>

#include "base/text.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace oct::report {

/// "0.5 %"; never 0 % of something, nor 100 % of almost all.
[[nodiscard]] std::string percent_text(std::uint64_t part, std::uint64_t whole);
/// Seconds without needless zeros: "30", "0.25".
[[nodiscard]] std::string seconds_text(std::chrono::nanoseconds duration);

/// How many a second: "83.3".
[[nodiscard]] std::string rate_text(std::uint64_t count, std::chrono::nanoseconds time);
/// "–" where it is not known.
[[nodiscard]] std::string rate_text(std::optional<double> per_second);
/// Milliseconds with three significant digits and never less than the whole ones: "0.0832",
/// "1,234".
[[nodiscard]] std::string milliseconds_text(std::chrono::nanoseconds duration);
/// True when `count` results are enough for this percentile: with fewer it is only their maximum.
[[nodiscard]] bool is_told(double percent, std::uint64_t count);

/// The unit in which a section shows its durations, and one number of decimals, so that columns
/// align: as many as give its median three digits.
class TimeUnit {
public:
    [[nodiscard]] static TimeUnit of(const Statistics& statistics);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] double nanoseconds() const noexcept { return ns_; }
    [[nodiscard]] double of(std::chrono::nanoseconds duration) const {
        return static_cast<double>(duration.count()) / ns_;
    }
    [[nodiscard]] std::string text(std::chrono::nanoseconds duration) const;

private:
    TimeUnit(std::string name, double ns, int decimals)
        : name_(std::move(name)), ns_(ns), decimals_(decimals) {}

    std::string name_;
    double ns_;
    int decimals_;
};

/// Why transactions were skipped, in words: "no cannon was free for 12, …".
[[nodiscard]] std::string skip_causes_text(const Ledger& ledger);

}  // namespace oct::report
