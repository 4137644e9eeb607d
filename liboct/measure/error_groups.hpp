// Failures grouped by their message.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oct::measure {

/// Hashes text, so that a map of strings can be searched by string_view without an allocation.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};

/// One message: how often it came, when first and last, and from which turret first.
struct ErrorGroup {
    std::string message;
    std::uint64_t count = 0;
    std::chrono::nanoseconds first{};  ///< since the start of the run
    std::chrono::nanoseconds last{};
    std::string turret;

    /// The earlier of the two keeps its turret; of two at once the one whose name sorts first.
    void merge(const ErrorGroup& other);
    bool operator==(const ErrorGroup&) const = default;
};

/// Groups in bounded memory: messages beyond the first 10,000 are counted together, and a message
/// is cut at 1,000 bytes.
///
/// Threading:  value.
class ErrorGroups {
public:
    static constexpr std::size_t kMostMessages = 10000;
    static constexpr std::size_t kMostBytes = 1000;
    static constexpr std::string_view kOthers = "(further messages)";

    void add(std::string_view message, std::chrono::nanoseconds offset, std::string_view turret);
    void merge(const ErrorGroup& group);
    /// Sets the counts to 0; the messages keep their places.
    void clear();

    /// In the order in which they came first; a count may be 0 after clear().
    [[nodiscard]] const std::vector<ErrorGroup>& groups() const noexcept { return groups_; }

private:
    ErrorGroup& group(std::string_view message);

    std::vector<ErrorGroup> groups_;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> places_;
};

}  // namespace oct::measure
