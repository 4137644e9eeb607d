// Fuzzes config.json: it is read, or refused with a ConfigError; nothing else may happen.
#include <oct/config.hpp>
#include <oct/error.hpp>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>

namespace {

std::string own_file() {
    std::string name = "/tmp/oct-fuzz-config-XXXXXX";
    const int fd = ::mkstemp(name.data());
    if (fd < 0) std::abort();
    ::close(fd);
    static const std::string kept = name;
    std::atexit([] { ::unlink(kept.c_str()); });
    return name;
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
    static const std::string file = own_file();
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    try_load([] { static_cast<void>(oct::Config::load(file)); });
    try_load([] { static_cast<void>(oct::TurretConfig::load(file)); });
    return 0;
}
