// Samples of one turret into batches, see wire/batch_format.hpp.
#pragma once

#include <oct/sample.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oct::wire {

/// Texts with numbers, in the order in which they were first asked for.
///
/// Threading:  value.
class TextList {
public:
    std::uint64_t number_of(std::string_view text);
    void clear();
    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }
    /// The list as `texts` of the format, each at most `max_bytes` long.
    void append_to(std::string& out, std::size_t max_bytes) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> numbers_;
    std::vector<std::string_view> texts_;  // keys of numbers_, which stay where they are
};

/// Gathers samples of any blocks of a turret until a batch is full, and writes it.
///
/// A batch is full with 2,048 results or 32 KiB, about: well below the 16 MiB that a receiver
/// takes, and few enough bytes that a thousand batches waiting in a socket do no harm.
/// Threading:  confined.
class BatchEncoder {
public:
    BatchEncoder(std::string_view turret_name, std::string_view turret_uuid);

    /// The batches that follow belong to this run, the HQ's instance id.
    void begin_run(std::string_view run) { run_ = run; }

    /// Adds the samples of `block` from `first` on; returns how many: fewer than there are when the
    /// batch is full, or when the time since the run's start and civil time part for the rest.
    std::size_t add(const SampleBlock& block, std::size_t first);
    [[nodiscard]] std::size_t size() const noexcept { return elapsed_.size(); }
    [[nodiscard]] bool full() const noexcept;

    /// The message; `seq` is the number of its first result. Valid until the next call.
    std::string_view message(std::uint64_t seq);
    /// Begins the next batch.
    void clear();

private:
    using Values = std::vector<std::uint64_t>;

    void add_timers(const SampleBlock& block, const Sample& sample);
    void append_column(const Values& values);

    const std::string name_;
    const std::string uuid_;
    std::string run_;
    std::chrono::nanoseconds origin_{};  // civil time of elapsed 0
    std::size_t bytes_ = 0;              // about
    Values elapsed_, lag_, service_, flags_, error_, timers_, timer_name_, timer_value_;
    TextList errors_;
    TextList names_;
    std::vector<std::uint64_t>
        name_numbers_;  // by NameId of the block being added, + 1; 0: unknown
    std::string message_;
};

}  // namespace oct::wire
