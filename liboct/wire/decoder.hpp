// What arrives at the HQ: each message is decoded once, or rejected with a reason, whatever its
// bytes are.
#pragma once

#include <oct/sample.hpp>
#include <oct/turret_status.hpp>

#include <string>
#include <string_view>

namespace oct::wire {

enum class MessageKind { Result, Status, Rejected };

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

/// Whose a result is that names no turret.
inline constexpr std::string_view kNoName = "Noname";

/// The words for a reason, as they stand in report and log.
[[nodiscard]] std::string_view to_string(Rejection reason) noexcept;

/// Decodes messages one after the other, reusing its memory.
///
/// Names and errors are sanitized (valid UTF-8, no control characters, bounded). A key that is not
/// known is skipped. A result without turret_name is of "Noname"; a custom timer whose value is not
/// a time, or that comes after kMaxTimers others, is left out and counted.
/// Errors:     none, whatever the bytes.
/// Threading:  confined.
class Decoder {
public:
    Decoder();
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    /// Result: one sample was appended to `block`. Status: see status(). Rejected: see reason().
    MessageKind decode(std::string_view message, SampleBlock& block);

    [[nodiscard]] const TurretStatus& status() const noexcept;
    [[nodiscard]] Rejection reason() const noexcept;
    /// Custom timer values left out so far.
    [[nodiscard]] std::uint64_t bad_timers() const noexcept;
    /// uuid of the last message's sender as far as it was read, also of a rejected one.
    [[nodiscard]] std::string_view sender() const noexcept;

private:
    class Handler;
    std::unique_ptr<Handler> handler_;
    std::string buffer_;
};

}  // namespace oct::wire
