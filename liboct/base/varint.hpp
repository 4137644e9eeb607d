// Unsigned numbers in 1 to 10 bytes, seven bits each, the lowest first: what blobs are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oct::base {

inline void append_varint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<char>(value | 0x80U));
    out.push_back(static_cast<char>(value));
}

/// Reads numbers from bytes that nobody vouches for.
///
/// Threading:  value. Ownership:  the bytes must outlive it.
class VarintReader {
public:
    explicit VarintReader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    /// False when the bytes end within the number, or it does not fit; `value` then is 0.
    bool read(std::uint64_t& value) noexcept {
        value = 0;
        std::uint64_t sum = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            if (shift == 63 && byte > 1) return false;
            sum |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) {
                value = sum;
                return true;
            }
        }
        return false;
    }

private:
    std::string_view rest_;
};

}  // namespace oct::base
