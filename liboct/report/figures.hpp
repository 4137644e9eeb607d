// Numbers as the report shows them.
#pragma once

#include <oct/summary.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace oct {

/// "1234567.8" as "1,234,567.8".
[[nodiscard]] std::string grouped(const std::string& number);
[[nodiscard]] std::string count_text(std::uint64_t count);
/// "0.5 %"; never 0 % of something, nor 100 % of almost all.
[[nodiscard]] std::string percent_text(std::uint64_t part, std::uint64_t whole);
/// Seconds without needless zeros: "30", "0.25".
[[nodiscard]] std::string seconds_text(std::chrono::nanoseconds duration);

/// Milliseconds with one number of decimals for a whole section, so that columns align: as many as
/// give its median three digits.
class Milliseconds {
public:
    explicit Milliseconds(const Statistics& statistics);

    [[nodiscard]] std::string text(std::chrono::nanoseconds duration) const;

private:
    int decimals_;
};

}  // namespace oct
