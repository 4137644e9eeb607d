// Batches as they arrive: the structure of one is checked before any result of it is taken.
#pragma once

#include <oct/sample.hpp>

#include "wire/decoder.hpp"
#include "wire/value_rules.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oct::wire {

/// Decodes batches one after the other, reusing its memory. Texts are sanitized as the Decoder's.
///
/// Errors:     none, whatever the bytes.
/// Threading:  confined.
class BatchDecoder {
public:
    /// Reads a message for which is_batch() holds: Rejection::None, or why it is no batch.
    Rejection open(std::string_view message);

    // Of the batch opened last.
    [[nodiscard]] const std::string& run() const noexcept { return run_; }
    [[nodiscard]] const std::string& turret_uuid() const noexcept { return uuid_; }
    [[nodiscard]] const std::string& turret_name() const noexcept { return name_; }
    [[nodiscard]] std::uint64_t seq() const noexcept { return seq_; }  ///< of its first result
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Appends its results `begin` to `end`, counted from 0; returns how many of them were left out
    /// because of a bad time.
    std::size_t append(SampleBlock& block, std::size_t begin, std::size_t end);

    /// Of all results that were appended.
    [[nodiscard]] const LeftOut& bad_values() const noexcept { return rules_.bad_values(); }

private:
    class Reader;
    using Values = std::vector<std::uint64_t>;

    Rejection read(Reader& reader);
    Rejection read_columns(Reader& reader);
    Rejection read_timers(Reader& reader);
    void append_timers(SampleBlock& block, std::size_t result);
    [[nodiscard]] ResultTimes times_of(std::size_t result) const;

    std::string run_, uuid_, name_;
    std::uint64_t seq_ = 0;
    std::uint64_t origin_ = 0;  // ns from 1970 to elapsed 0
    std::size_t size_ = 0;
    Values elapsed_, lag_, service_, flags_, error_, timers_, timer_name_, timer_value_;
    Values timers_begin_;  // running sum of timers_
    std::vector<std::string> errors_, names_;
    std::vector<NameId> name_ids_;  // of names_ in the block appended to
    ValueRules rules_;
};

}  // namespace oct::wire
