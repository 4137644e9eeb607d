// The layout of a batch, many results of one turret in one message; byte for byte in
// docs/protocol.md.
//
//     batch  = "OCT" version:u8 run:text uuid:text name:text seq:u64 origin:u64 count:u32
//              elapsed:column lag:column service:column flags:column
//              errors:texts error:column timers:column names:texts name:column value:column
//     text   = size:u16 byte*
//     texts  = count:u32 text*
//     column = width:u8 least:u64 (value - least)*     each of `width` bytes: 0, 1, 2, 4 or 8
//
// Little endian. Packed columns because they won the measurement (bench, group wire): about the
// bytes of varints at about the CPU of plain 64-bit columns, and bounds are checked once a column.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oct::wire {

inline constexpr std::string_view kBatchMagic = "OCT";  // no JSON text begins with it
inline constexpr std::uint8_t kBatchVersion = 2;        // that of the protocol

inline constexpr std::uint8_t kFlagWarmup = 1;  // bit 0; the others are free

// Beyond these a batch is rejected: a column of width 0 says much with few bytes.
inline constexpr std::size_t kMaxBatchResults = 65'536;
inline constexpr std::size_t kMaxBatchTimers = 1U << 20U;
inline constexpr std::size_t kMaxBatchNames = 65'536;
inline constexpr std::int64_t kMaxBatchBytes = 16 << 20;
inline constexpr std::size_t kMaxJsonBytes = 1 << 20;

/// True for a message that is a batch and not JSON.
[[nodiscard]] inline bool is_batch(std::string_view message) noexcept {
    return message.starts_with(kBatchMagic);
}

/// To the byte order of the wire, and back.
template <std::unsigned_integral Number>
[[nodiscard]] constexpr Number little_endian(Number number) noexcept {
    if constexpr (std::endian::native == std::endian::little || sizeof(Number) == 1) {
        return number;
    } else {
        Number swapped = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            swapped = static_cast<Number>(swapped << 8U) | static_cast<Number>(number & 0xFFU);
            number = static_cast<Number>(number >> 8U);
        }
        return swapped;
    }
}

}  // namespace oct::wire
