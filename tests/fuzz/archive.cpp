// Fuzzes archives: members are harmless or refused with a ConfigError, and no file is left behind.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "project/archive/archive_reader.hpp"
#include "project/archive/member_name.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 512;

/// A folder of its own: the archive, and beside it the place for temporary files.
class Place {
public:
    Place() {
        std::string name = "/tmp/oct-fuzz-archive-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        folder_ = name;
        fs::create_directory(folder_ / "tmp");
        ::setenv("TMPDIR", (folder_ / "tmp").c_str(), 1);
    }
    ~Place() { fs::remove_all(folder_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] fs::path archive() const { return folder_ / "fuzz.tar"; }
    [[nodiscard]] bool clean() const {
        return fs::is_empty(folder_ / "tmp") &&
               std::distance(fs::directory_iterator(folder_), fs::directory_iterator()) == 2;
    }

private:
    fs::path folder_;
};

template <class Read>
void try_read(Read read) {
    try {
        read();
    } catch (const oct::ConfigError& error) {
        if (*error.what() == '\0') std::abort();
    }
}

void read_members(const fs::path& file) {
    oct::project::ArchiveReader archive(file, {100, std::uint64_t{1} << 20});
    while (archive.next()) {
        if (!oct::project::name_fault(archive.name()).empty()) std::abort();
        while (!archive.is_folder() && !archive.read().empty()) {
        }
    }
}

}  // namespace

// Headers keep a right sum: otherwise next to nothing of what is tried would get past it.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned /*seed*/) {
    size = LLVMFuzzerMutate(data, size, max_size);
    for (std::size_t at = 0; at + kBlock <= size; at += kBlock) {
        std::uint8_t* header = data + at;
        if (std::memcmp(header + 257, "ustar", 5) != 0) continue;
        std::memset(header + 148, ' ', 8);
        unsigned sum = 0;
        for (std::size_t i = 0; i < kBlock; ++i) sum += header[i];
        std::array<char, 8> text{};
        std::snprintf(text.data(), text.size(), "%06o", sum);
        std::memcpy(header + 148, text.data(), 7);
    }
    return size;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Place place;
    std::ofstream(place.archive(), std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    try_read([] { read_members(place.archive()); });
    try_read([] { const oct::TurretPackage package(place.archive()); });
    if (!place.clean()) std::abort();
    return 0;
}
