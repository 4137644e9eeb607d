// Fuzzes config.json: it is read, or refused with a ConfigError; nothing else may happen.
#include <oct/config.hpp>
#include <oct/error.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace {

// In memory: a file system may well write each of them to its disk.
int own_file() {
    const int fd = ::memfd_create("config.json", 0);
    if (fd < 0) std::abort();
    return fd;
}

void fill(int fd, const std::uint8_t* data, std::size_t size) {
    if (::ftruncate(fd, 0) != 0) std::abort();
    if (::pwrite(fd, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
}

template <class Load>
void try_load(Load load) {
    try {
        load();
    } catch (const oct::ConfigError& error) {
        if (*error.what() == '\0') std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const int fd = own_file();
    static const std::string file = "/proc/self/fd/" + std::to_string(fd);
    fill(fd, data, size);
    try_load([] { static_cast<void>(oct::Config::load(file)); });
    try_load([] { static_cast<void>(oct::TurretConfig::load(file)); });
    return 0;
}
