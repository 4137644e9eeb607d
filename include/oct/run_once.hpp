// Trying a transaction alone: one iteration, its timers as text.
#pragma once

#include <oct/export.hpp>
#include <oct/transaction.hpp>

#include <string>

namespace oct {

/// What one iteration did.
struct OnceResult {
    std::chrono::nanoseconds service{};
    std::string error;  ///< empty: it succeeded
    std::vector<std::pair<std::string, std::chrono::nanoseconds>> timers;

    /// Lines for a person: run time, each timer, the error.
    [[nodiscard]] OCT_EXPORT std::string to_string() const;
    /// {"run_time": seconds, "error": text, "timers": [{"name": text, "value": seconds}, …]}
    [[nodiscard]] OCT_EXPORT std::string to_json() const;
};

/// Makes the transaction and fires it once.
///
/// Errors: what the constructor throws passes through; what an iteration throws is in `error`.
OCT_EXPORT OnceResult run_once(const TransactionFactory& factory,
                               const TransactionConfig& config = TransactionConfig());

/// The seed of a script's own main(): `std::puts(oct::run_once<VUser>().to_string().c_str());`.
template <class T>
OnceResult run_once(const TransactionConfig& config = TransactionConfig()) {
    return run_once(TransactionFactory(&make_transaction<T>), config);
}

}  // namespace oct
