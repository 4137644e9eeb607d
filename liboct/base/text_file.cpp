// Reads and writes whole files, with the system's reason in the error.
#include "base/text_file.hpp"

#include <oct/error.hpp>

#include "base/disk_trouble.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace oct::base {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

std::string reason(int error) {
    return std::generic_category().message(error);
}

}  // namespace

std::string read_text_file(const std::filesystem::path& file, std::string_view remedy) {
    std::error_code ignored;
    const auto status = std::filesystem::status(file, ignored);
    if (!std::filesystem::exists(status))
        throw ConfigError(fmt::format("{}: no such file: {}", file.string(), remedy));
    if (std::filesystem::is_directory(status))
        throw ConfigError(fmt::format("{}: expected a file, got a folder", file.string()));
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in) throw ConfigError(fmt::format("{}: cannot be read: {}", file.string(), reason(errno)));
    std::string text;
    for (std::array<char, 4096> piece{}; in;) {  // its size is no help: a pipe has none
        in.read(piece.data(), piece.size());
        text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
        if (text.size() > kMaxBytes)
            throw ConfigError(fmt::format("{}: larger than 16 MiB", file.string()));
    }
    if (in.bad())
        throw ConfigError(fmt::format("{}: cannot be read: {}", file.string(), reason(errno)));
    return text;
}

void write_text_file(const std::filesystem::path& file, std::string_view content) {
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);  // opening says what is wrong
    errno = 0;
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();  // a full disk may show only now
    if (out) return;
    const int error = errno;
    if (std::filesystem::is_regular_file(file, ignored)) std::filesystem::remove(file, ignored);
    throw Error(fmt::format("{}: cannot be written: {}", file.string(), disk_trouble(error, file)));
}

}  // namespace oct::base
