// SHA-256 by nettle.
#include "project/archive/digest.hpp"

#include <oct/error.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace oct::project {

void Digest::update(std::string_view bytes) noexcept {
    nettle_sha256_update(&state_, bytes.size(),
                         reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

std::string Digest::hex() noexcept {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> bytes{};
    nettle_sha256_digest(&state_, bytes.size(), bytes.data());
    std::string text;
    for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

std::string digest_of(std::string_view bytes) {
    Digest digest;
    digest.update(bytes);
    return digest.hex();
}

std::string digest_of_file(const std::filesystem::path& file) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    Digest digest;
    std::string piece(std::size_t{1} << 16, '\0');
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        digest.update(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())));
    }
    if (!in.eof())
        throw ConfigError(fmt::format("{}: cannot be read: {}", file.string(),
                                      std::generic_category().message(errno)));
    return digest.hex();
}

}  // namespace oct::project
