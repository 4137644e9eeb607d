// The configuration that a transaction sees: its turret's keys, or the context that the HQ set.
#pragma once

#include <oct/export.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oct {

/// A JSON object, read by key.
///
/// Threading:  value; reading it from several threads at once is safe.
class OCT_EXPORT TransactionConfig {
public:
    /// Errors: throws ConfigError naming `origin` when `json` is not an object.
    explicit TransactionConfig(std::string json = "{}", std::string origin = "configuration");

    /// The value of a top-level key, or nothing when the key is absent or null.
    ///
    /// T is bool, int, std::int64_t, double or std::string. Parses each time: for constructors and
    /// setup(), not for run().
    /// Errors: throws ConfigError naming key, expectation and value when the type is another.
    template <class T>
    [[nodiscard]] std::optional<T> value(std::string_view key) const;

    /// The whole object as it was given.
    [[nodiscard]] const std::string& json() const noexcept { return json_; }

private:
    std::string json_;
    std::string origin_;
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

}  // namespace oct
