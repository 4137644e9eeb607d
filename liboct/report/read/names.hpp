// Names of timers and transaction classes: which a run has, and what to say of others.
#pragma once

#include <oct/summary.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oct::report {

/// The transaction classes of a run, also those without results, each once: in the order of its
/// turrets, then those of no turret.
[[nodiscard]] std::vector<std::string_view> class_names(const Summary& summary);
/// True when all transactions are of that class: there are no sections of their own for it.
[[nodiscard]] bool is_only_class(const Summary& summary, std::string_view name);

/// "no timer has that name (did you mean a timer?); seen: a timer, …". `kind`: what was asked for.
[[nodiscard]] std::string no_such_name(std::string_view kind, std::string_view wanted,
                                       const std::vector<std::string_view>& names);

}  // namespace oct::report
