// What arrives at the HQ: each message is decoded once, or rejected with a reason, whatever its
// bytes are.
#pragma once

#include <oct/sample.hpp>
#include <oct/turret_status.hpp>

#include "wire/value_rules.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace oct::wire {

enum class MessageKind {
    Result,
    Status,
    BadResult,  ///< one that would be a result, but for a time that is none
    Rejected,
};

/// Whose a result is; what it does not say is empty.
struct Sender {
    std::string_view name;
    std::string_view uuid;
};

/// Why a message was rejected.
enum class Rejection {
    None,
    Empty,
    TooLong,         ///< JSON of more than 1 MiB
    NotJson,         ///< not one JSON object of RFC 8259
    TooDeep,         ///< nested deeper than 8 levels
    UnknownKind,     ///< neither a result nor a status
    MissingField,    ///< a result without elapsed, epoch or scriptrun_time; a status without uuid
    BadNumber,       ///< a time that is NaN, infinite, negative or too large
    BatchVersion,    ///< a batch of a version that is not known
    BatchMalformed,  ///< a batch that ends early, or with a width that is none
    BatchTail,       ///< bytes after the end of a batch
    BatchLimit,      ///< a batch without results, or with too many of something
    BatchReference,  ///< a batch with the number of a text that it does not have
};

/// The words for a reason, as they stand in report and log.
[[nodiscard]] std::string_view to_string(Rejection reason) noexcept;

/// Decodes messages one after the other, reusing its memory.
///
/// Names and errors are sanitized (valid UTF-8, no control characters, bounded). A key that is not
/// known is skipped. Numbers may be quoted. Values have the same rules as those of batches.
/// Errors:     none, whatever the bytes.
/// Threading:  confined.
class Decoder {
public:
    Decoder();
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    /// Result: its custom timers are in `block`; append() it, or SampleBlock::discard_timers().
    /// Status: see status(). BadResult and Rejected: see reason().
    MessageKind decode(std::string_view message, SampleBlock& block);
    /// Appends the result that was decoded last. Whose it is says `sender`; nobody: kNoName.
    void append(SampleBlock& block, const Sender& sender);

    [[nodiscard]] const TurretStatus& status() const noexcept;
    [[nodiscard]] Rejection reason() const noexcept;
    /// Of the last result, also of a bad one: whose it says that it is, and its times.
    [[nodiscard]] Sender sender() const noexcept;
    [[nodiscard]] const ResultTimes& times() const noexcept;
    /// Of all results that were appended.
    [[nodiscard]] const LeftOut& bad_values() const noexcept;

private:
    class Handler;
    std::unique_ptr<Handler> handler_;
    std::string buffer_;
};

}  // namespace oct::wire
