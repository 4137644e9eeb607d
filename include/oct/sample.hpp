// The value that moves forward: one fired transaction, and the block that carries many of them.
#pragma once

#include <oct/clock.hpp>
#include <oct/export.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oct {

/// A name in the dictionary of one SampleBlock; 0 is the empty name.
using NameId = std::uint32_t;

inline constexpr std::size_t kMaxNameBytes = 256;    ///< names of turrets, timers, scripts
inline constexpr std::size_t kMaxErrorBytes = 4096;  ///< error texts
/// Whose a result is that names no turret and did not come from one that is known.
inline constexpr std::string_view kNoName = "Noname";
/// Custom timer values that one transaction may have; the rest is left out, and the sample fails.
inline constexpr std::size_t kMaxTimers = 1024;

/// One custom timer of one transaction; a name may occur several times in a transaction.
struct TimerValue {
    NameId name = 0;
    std::chrono::nanoseconds value{};
};

/// One fired transaction. Names, timers and the error text stand in the block that holds it.
///
/// response time = lag + service, measured from the intended start.
struct Sample {
    std::chrono::nanoseconds elapsed{};  ///< start of the run → end of run()
    WallTime epoch{};                    ///< end of run() in civil time
    std::chrono::nanoseconds lag{};      ///< intended start → actual start of run()
    std::chrono::nanoseconds service{};  ///< run() alone; 0 when setup() failed, so run() never ran
    NameId turret = 0;                   ///< display name of the turret
    NameId turret_uuid = 0;              ///< identity of the turret; 0 when the peer sent none
    std::uint32_t timers_begin = 0;
    std::uint32_t timers_count = 0;
    std::uint32_t error_begin = 0;
    std::uint32_t error_size = 0;  ///< 0: the transaction succeeded
    bool in_warmup =
        false;  ///< fired in the plan's warm-up: kept, but in no headline figure or limit

    [[nodiscard]] bool failed() const noexcept { return error_size != 0; }
    /// False for a transaction whose setup() failed: it has no response time.
    [[nodiscard]] bool ran() const noexcept { return !failed() || service.count() != 0; }
};

/// Samples with everything that they refer to, in a few flat arrays.
///
/// clear() keeps memory and dictionary, so a reused block stops allocating once it is warm.
/// Threading:  value; it belongs to one thread at a time and is handed over whole.
class OCT_EXPORT SampleBlock {
public:
    SampleBlock();
    SampleBlock(const SampleBlock& other);
    SampleBlock& operator=(const SampleBlock& other);
    SampleBlock(SampleBlock&&) noexcept;
    SampleBlock& operator=(SampleBlock&&) noexcept;
    ~SampleBlock();

    // Spans are made of pointer and size: from a vector, each would check the concepts of ranges.
    [[nodiscard]] std::span<const Sample> samples() const noexcept {
        return {samples_.data(), samples_.size()};
    }
    [[nodiscard]] std::size_t size() const noexcept { return samples_.size(); }
    [[nodiscard]] bool empty() const noexcept { return samples_.empty(); }
    /// Timers of all samples together.
    [[nodiscard]] std::size_t timers_total() const noexcept { return timers_.size(); }
    [[nodiscard]] std::span<const TimerValue> timers(const Sample& sample) const noexcept {
        return {timers_.data() + sample.timers_begin, sample.timers_count};
    }
    /// Text of the error, empty when the transaction succeeded.
    [[nodiscard]] std::string_view error(const Sample& sample) const noexcept {
        return std::string_view(errors_).substr(sample.error_begin, sample.error_size);
    }
    [[nodiscard]] std::string_view name(NameId id) const noexcept { return names_[id]; }
    /// The dictionary; its index is the NameId.
    [[nodiscard]] std::span<const std::string> names() const noexcept {
        return {names_.data(), names_.size()};
    }

    /// Bytes held by samples, timers, errors and names: what a bound on memory counts.
    [[nodiscard]] std::size_t bytes() const noexcept;

    /// Finds or adds a name. The last names asked for in turn are found without hashing.
    NameId intern(std::string_view name);

    /// Adds a timer to the sample that append() will add next.
    void add_timer(NameId name, std::chrono::nanoseconds value) {
        timers_.push_back({name, value});
    }
    /// Forgets the timers added since the last append().
    void discard_timers() { timers_.resize(timers_taken_); }
    /// Forgets every timer but the first `count` added since the last append().
    void keep_timers(std::size_t count) { timers_.resize(timers_taken_ + count); }
    [[nodiscard]] std::size_t pending_timers() const noexcept {
        return timers_.size() - timers_taken_;
    }

    /// Adds `sample` with the timers added since the last append(), and its error text.
    void append(const Sample& sample, std::string_view error = {});

    /// Empties the block; memory and, up to a bound, the dictionary stay.
    void clear();

private:
    std::vector<Sample> samples_;
    std::vector<TimerValue> timers_;
    std::string errors_;
    struct OCT_NO_EXPORT Index;
    std::size_t name_bytes_ = 0;  // of the dictionary
    std::vector<std::string> names_;
    std::unique_ptr<Index> index_;  // of names_; null while there are none
    std::size_t timers_taken_ = 0;
    NameId guess_ = 1;  // names come in the same order again and again: try the next one first
};

}  // namespace oct
