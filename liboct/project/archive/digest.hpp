// SHA-256, as the manifest of an archive has it.
#pragma once

#include <filesystem>
#include <nettle/sha2.h>
#include <string>
#include <string_view>

namespace oct::project {

/// The digest of bytes that come in pieces.
///
/// Threading:  confined.
class Digest {
public:
    Digest() noexcept { nettle_sha256_init(&state_); }
    void update(std::string_view bytes) noexcept;
    /// 64 hexadecimal digits; the digest then begins anew.
    [[nodiscard]] std::string hex() noexcept;

private:
    sha256_ctx state_;
};

[[nodiscard]] std::string digest_of(std::string_view bytes);
/// Errors: throws ConfigError naming a file that cannot be read.
[[nodiscard]] std::string digest_of_file(const std::filesystem::path& file);

}  // namespace oct::project
