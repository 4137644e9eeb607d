// What a user writes: one virtual user's test, the timers inside it, and how it is made and tried.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>
#include <oct/version.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace oct {

namespace turret {
class BadValues;
class Seal;
}  // namespace turret

/// A JSON object, read by key.
///
/// Threading:  value; reading it from several threads at once is safe.
class OCT_EXPORT TransactionConfig {
public:
    /// Errors: throws ConfigError naming `origin` when `json` is not an object.
    explicit TransactionConfig(std::string json = "{}", std::string origin = "configuration");

    /// The value of a top-level key, or nothing when the key is absent or null.
    ///
    /// T is bool, int, std::int64_t, double or std::string.
    /// Errors: throws ConfigError naming key, expectation and value when the type is another.
    template <class T>
    [[nodiscard]] std::optional<T> value(std::string_view /*key*/) const {
        static_assert(sizeof(T) == 0,
                      "value<T>(): T is bool, int, std::int64_t, double or std::string");
    }

    /// The whole object as it was given.
    [[nodiscard]] const std::string& json() const noexcept { return json_; }

private:
    class Values;

    std::string json_;
    std::string origin_;
    std::shared_ptr<const Values> values_;  // of json_; copies share them
};

template <>
OCT_EXPORT std::optional<bool> TransactionConfig::value(std::string_view key) const;
template <>
OCT_EXPORT std::optional<int> TransactionConfig::value(std::string_view key) const;
template <>
OCT_EXPORT std::optional<std::int64_t> TransactionConfig::value(std::string_view key) const;
template <>
OCT_EXPORT std::optional<double> TransactionConfig::value(std::string_view key) const;
template <>
OCT_EXPORT std::optional<std::string> TransactionConfig::value(std::string_view key) const;

class AsyncCannon;
class AsyncTransaction;
class Cannon;
class SampleBlock;
class Transaction;
class TransactionBase;
struct TimerValue;
using NameId = std::uint32_t;  // <oct/sample.hpp>

/// Measures from its construction to its end as a custom timer of the running transaction.
///
/// A timer records once, also when an exception ends its scope, and only in the run() that it was
/// opened in: one from setup(), tear_down() or an earlier iteration is not recorded. For its name
/// holds what holds for that of record().
/// Threading:  confined to the thread that runs the transaction.
class OCT_EXPORT Timer {
public:
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    ~Timer() { stop(); }

    /// Records now instead of at the end of the scope; further calls do nothing.
    void stop() noexcept;
    /// Ends the timer without a record.
    void cancel() noexcept { transaction_ = nullptr; }

private:
    friend class TransactionBase;
    Timer(TransactionBase& transaction, std::string_view name);

    TransactionBase* transaction_;  // null: stopped
    std::uint64_t shot_ = 0;        // the run() it belongs to
    NameId name_ = 0;
    SteadyTime started_;
};

/// What blocking and asynchronous transactions share: timers, context, stop token.
///
/// Threading:  confined to its cannon's thread.
class OCT_EXPORT TransactionBase {
public:
    TransactionBase(const TransactionBase&) = delete;
    TransactionBase& operator=(const TransactionBase&) = delete;
    virtual ~TransactionBase();

protected:
    /// Opens a custom timer: `auto t = timer("pay");`.
    [[nodiscard]] Timer timer(std::string_view name) { return {*this, name}; }
    /// Adds a value measured elsewhere as a custom timer of the running transaction.
    ///
    /// A value below 0, or one whose name is empty or has more than kMaxNameBytes, is left out: the
    /// transaction has its result without it, and the verdict says how many there were, by timer.
    void record(std::string_view name, std::chrono::nanoseconds value);
    /// Requested when the run is over: a long run() should return soon.
    [[nodiscard]] std::stop_token stop_token() const noexcept { return stop_; }
    /// Keys that the HQ handed to every transaction; empty when it set none. Valid from setup() on.
    [[nodiscard]] const TransactionConfig& context() const noexcept;

private:
    friend class AsyncCannon;
    friend class AsyncTransaction;
    friend class Cannon;
    friend class Timer;
    friend class Transaction;
    friend class turret::BadValues;
    friend class turret::Seal;
    TransactionBase() = default;  // one of the two: nothing else can be fired
    [[nodiscard]] bool is_name(std::string_view name);
    void add_timer(NameId name, std::chrono::nanoseconds value);
    void enter_run(const Clock& clock, const TransactionConfig& context, std::stop_token stop) {
        clock_ = &clock;
        context_ = &context;
        stop_ = std::move(stop);
    }

    SampleBlock* block_ = nullptr;               // of the run() under way; null outside run()
    std::vector<TimerValue>* timers_ = nullptr;  // instead of block_, where names alone go there
    turret::Seal* seal_ = nullptr;               // asked before block_ is touched; or null
    turret::BadValues* bad_values_ = nullptr;    // counts them; or null
    std::uint64_t shot_ = 0;                     // counts the calls of run()
    const Clock* clock_ = nullptr;
    const TransactionConfig* context_ = nullptr;
    std::stop_token stop_{};
};

/// A virtual user's test. Constructed once per cannon, then setup / run / tear_down each iteration.
///
/// Errors:     whatever setup, run or tear_down throw becomes the error of that iteration's sample;
///             the cannon goes on. A constructor that throws aborts the turret (first cannon).
/// Threading:  confined to its cannon's thread from the first setup() on; the constructor runs on
///             the turret's thread.
class OCT_EXPORT Transaction : public TransactionBase {
public:
    virtual void setup() {}      ///< Before each run, not measured.
    virtual void run() = 0;      ///< Measured; a thrown exception becomes Sample's error.
    virtual void tear_down() {}  ///< After each run, also a failed one; not measured.
};

/// Makes the transaction of one cannon.
using TransactionFactory =
    std::function<std::unique_ptr<TransactionBase>(const TransactionConfig& config)>;

/// The factory of T: T(const TransactionConfig&) where that exists, T() otherwise.
template <class T>
std::unique_ptr<TransactionBase> make_transaction(const TransactionConfig& config) {
    static_assert(
        std::derived_from<T, Transaction> || std::derived_from<T, AsyncTransaction>,
        "a transaction is derived publicly from oct::Transaction or oct::AsyncTransaction");
    static_assert(!std::is_abstract_v<T>, "a transaction has a run() of its own");
    static_assert(std::is_abstract_v<T> || std::is_constructible_v<T, const TransactionConfig&> ||
                      std::is_default_constructible_v<T>,
                  "a transaction has a public constructor that takes a const "
                  "oct::TransactionConfig&, or one that takes nothing");
    static_assert(!std::is_constructible_v<T, TransactionConfig&> ||
                      std::is_constructible_v<T, const TransactionConfig&>,
                  "the constructor of a transaction takes a const oct::TransactionConfig&");
    if constexpr (std::is_constructible_v<T, const TransactionConfig&>) {
        return std::make_unique<T>(config);
    } else if constexpr (std::is_default_constructible_v<T>) {
        return std::make_unique<T>();
    }
}

/// What one iteration did.
struct OnceResult {
    std::chrono::nanoseconds service{};
    std::string error;  ///< empty: it succeeded
    std::vector<std::pair<std::string, std::chrono::nanoseconds>> timers;
    std::vector<std::string> remarks{};  ///< values that were left out, in sentences

    /// Lines for a person: service time, each timer, the error, the remarks.
    [[nodiscard]] OCT_EXPORT std::string to_string() const;
    /// {"service": seconds, "error": text, "timers": [{"name": text, "value": seconds}, …],
    /// "remarks": [text, …]}
    [[nodiscard]] OCT_EXPORT std::string to_json() const;
};

/// Makes the transaction and fires it once.
///
/// Errors: what the constructor throws passes through; what an iteration throws is in `error`.
///         Throws Error when headers and library do not fit (require_version).
OCT_EXPORT OnceResult run_once(const TransactionFactory& factory,
                               const TransactionConfig& config = TransactionConfig(),
                               Version compiled = {});

/// The seed of a script's own main(): `std::puts(oct::run_once<VUser>().to_string().c_str());`.
template <class T>
OnceResult run_once(const TransactionConfig& config = TransactionConfig()) {
    return run_once(TransactionFactory(&make_transaction<T>), config);
}

/// Changes whenever Script, Transaction, Timer or SampleBlock change their layout.
inline constexpr int kScriptAbi = 3;

/// What `oct_script()` of a shared object returns; OCT_TRANSACTION writes it.
struct Script {
    int abi;           ///< first, for ever: checked before anything else is read
    Version compiled;  ///< liboct's headers at compile time
    const char* name;  ///< the class
    std::unique_ptr<TransactionBase> (*make)(const TransactionConfig&);
};

}  // namespace oct

#define OCT_SCRIPT_EXPORT __attribute__((visibility("default")))

/// Makes a shared object a script that oct-turret can load: once per shared object, at file scope.
#define OCT_TRANSACTION(...)                                                             \
    extern "C" OCT_SCRIPT_EXPORT const ::oct::Script* oct_script();                      \
    const ::oct::Script* oct_script() {                                                  \
        static const ::oct::Script script{                                               \
            ::oct::kScriptAbi, {}, #__VA_ARGS__, &::oct::make_transaction<__VA_ARGS__>}; \
        return &script;                                                                  \
    }
