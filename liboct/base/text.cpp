// Sanitizing follows the UTF-8 definition of RFC 3629; near words use Damerau-Levenshtein
// (optimal string alignment) distance.
#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace oct::base {
namespace {

struct Character {
    std::size_t size;  // bytes taken
    bool valid;
    char32_t code;
};

// Decodes the character at the start of a non-empty text.
Character decode(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {1, true, lead};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {1, false, 0};
    char32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return {1, false, 0};
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (overlong || surrogate || code > 0x10FFFF) return {1, false, 0};
    return {size, true, code};
}

bool is_control(char32_t code) noexcept {
    return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

constexpr std::size_t kLongestMistyped = 64;  // the work grows with the square

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a.size()][b.size()];
}

}  // namespace

bool is_clean(std::string_view text, std::size_t max_bytes) noexcept {
    if (text.size() > max_bytes) return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) ==
               std::tolower(static_cast<unsigned char>(y));
    });
}

std::string grouped(const std::string& number) {
    const auto point = std::min(number.find('.'), number.size());
    const std::size_t first = number.starts_with('-') ? 1 : 0;
    std::string out = number;
    for (std::size_t at = point; at > first + 3; at -= 3) out.insert(at - 3, 1, ',');
    return out;
}

std::string count_text(std::uint64_t count) {
    return grouped(std::to_string(count));
}

std::string sanitized(std::string_view text, std::size_t max_bytes) {
    if (is_clean(text, max_bytes)) return std::string(text);
    static constexpr std::string_view kEllipsis = "…";
    std::string out;
    std::size_t fits = 0;  // length of `out` that leaves room for the mark
    while (!text.empty()) {
        const Character c = decode(text);
        const std::string_view bytes = !c.valid             ? std::string_view("\xEF\xBF\xBD")
                                       : is_control(c.code) ? std::string_view(" ")
                                                            : text.substr(0, c.size);
        if (out.size() + bytes.size() > max_bytes) {
            out.resize(fits);
            return out.append(kEllipsis);
        }
        out.append(bytes);
        if (out.size() + kEllipsis.size() <= max_bytes) fits = out.size();
        text.remove_prefix(c.size);
    }
    return out;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
    if (word.size() > kLongestMistyped) return {};
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto candidate : candidates) {
        const std::size_t d = distance(word, candidate);
        if (d < best_distance) {
            best = candidate;
            best_distance = d;
        }
    }
    return std::string(best);
}

}  // namespace oct::base
