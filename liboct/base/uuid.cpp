// std::random_device is /dev/urandom here: 128 bits, six of them fixed by the RFC.
#include "base/uuid.hpp"

#include <fmt/format.h>

#include <array>
#include <random>

namespace oct::base {

std::string random_uuid() {
    std::random_device entropy;
    std::array<unsigned, 4> r{entropy(), entropy(), entropy(), entropy()};
    r[1] = (r[1] & 0xFFFF0FFFU) | 0x00004000U;
    r[2] = (r[2] & 0x3FFFFFFFU) | 0x80000000U;
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", r[0], r[1] >> 16U,
                       r[1] & 0xFFFFU, r[2] >> 16U, r[2] & 0xFFFFU, r[3]);
}

}  // namespace oct::base
