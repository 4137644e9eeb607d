// Reads the keys of a JSON object, and says what is wrong by file, key path, expectation and value.
#pragma once

#include "base/json_memory.hpp"
#include "base/rules.hpp"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oct::project {

/// A view of one object of a configuration file. A key that is absent or null has no value. What a
/// value may be is said by the rule (base/rules.hpp) that those made in code have to keep, too. A
/// number may stand in quotes.
///
/// Errors:     the constructor throws ConfigError when the value is not an object or defines a key
///             twice; every reader throws when a value is not what it expects.
/// Ownership:  the value outlives the reader.
class ObjectReader {
public:
    /// `path`: where the object stands in the file, e.g. "turrets[1]"; empty: it is the file.
    ObjectReader(const base::JsonValue& value, std::string file, std::string path = {});

    [[nodiscard]] const base::JsonValue* find(std::string_view key) const;
    void require(std::initializer_list<std::string_view> keys) const;

    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
    [[nodiscard]] std::optional<std::string> text(std::string_view key,
                                                  const base::Text& rule = base::kText) const;
    [[nodiscard]] std::optional<std::uint64_t> integer(std::string_view key,
                                                       const base::Whole& rule) const;
    [[nodiscard]] std::optional<std::uint16_t> port(std::string_view key,
                                                    const base::Whole& rule) const;
    /// Seconds, possibly fractional.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> seconds(std::string_view key,
                                                                  const base::Time& rule) const;
    [[nodiscard]] std::optional<double> rate(std::string_view key) const;
    /// A list of texts; empty when absent.
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;

    /// Throws `<file>: <path of key>: expected <expected>, got <value>`.
    [[noreturn]] void fail(std::string_view key, std::string_view expected,
                           const base::JsonValue& value) const;
    /// `<file>: <path>: ` or `<file>: `: what messages about the object itself begin with.
    [[nodiscard]] std::string prefix() const;
    /// `<file>: <path>.` or `<file>: `: what messages about a key of it begin with.
    [[nodiscard]] std::string key_prefix() const { return file_ + ": " + path_of(""); }
    /// The path of a key of this object: `turrets[1].cannons`.
    [[nodiscard]] std::string path_of(std::string_view key) const;
    [[nodiscard]] const std::string& file() const noexcept { return file_; }
    [[nodiscard]] std::vector<std::string_view> keys() const;

private:
    const base::JsonValue* object_;
    std::string file_;
    std::string path_;
};

}  // namespace oct::project
