// Which series of a run: by kind, timer and transaction class.
#pragma once

#include <oct/limit.hpp>

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace oct::measure {

/// What a series counts. The words of the table `series` have the same order.
enum class SeriesKind {
    Transactions,
    Lag,
    Timer,
    Response  ///< a timer's values from the intended start of their transaction on
};

/// One series, or that of all classes together.
struct SeriesName {
    SeriesKind kind = SeriesKind::Transactions;
    std::string timer;                      ///< empty for transactions and their lag
    std::optional<std::string> of_class{};  ///< transaction class; nothing: all of them
    // clang-tidy 14 takes the zero that the language compares with for a pointer.
    auto operator<=>(const SeriesName&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// True when one of `wanted` means the timer of `name` and its class, whatever the kinds are.
[[nodiscard]] bool asked_for(const SeriesName& name, const std::vector<SeriesName>& wanted);

/// The responses of timers that limits ask for, each once. They are counted for these alone.
[[nodiscard]] std::vector<SeriesName> responses_of(const std::vector<Limit>& limits);

}  // namespace oct::measure
