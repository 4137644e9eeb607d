// What reading a limit, writing it and checking it have in common: units, signs, words.
#pragma once

#include <oct/limit.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace oct::base::limit_words {

struct Unit {
    std::string_view name;
    double ns;
};
inline constexpr std::array<Unit, 6> kUnits{
    {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}}};
inline constexpr std::uint64_t kMostCounted = 1'000'000'000'000'000'000;

inline constexpr std::array<std::string_view, 4> kRelations{"<", "<=", ">", ">="};

inline constexpr std::string_view kResponse = "response";

// What the text of a limit and its members are told alike.
inline constexpr std::string_view kPercentile = "a percentile from p0 to p100";
inline constexpr std::string_view kNeedsTimer =
    "a duration of a timer behind \"response\"; without a timer every duration is a response time";

[[nodiscard]] inline bool is_percentage(double value) noexcept {
    return !std::signbit(value) && value <= 100;
}

}  // namespace oct::base::limit_words
