// The first twenty bytes of an ELF file: class, byte order, machine.
#include "project/script/object_machine.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <elf.h>
#include <fstream>

namespace oct::project {
namespace {

constexpr std::size_t kMachineAt = 18;  // two bytes, in the file's own order

std::string name_of(unsigned machine) {
    switch (machine) {
        case EM_386:
            return "x86";
        case EM_X86_64:
            return "x86-64";
        case EM_ARM:
            return "ARM";
        case EM_AARCH64:
            return "AArch64";
        case EM_RISCV:
            return "RISC-V";
        case EM_PPC64:
            return "POWER";
        case EM_S390:
            return "S/390";
        default:
            return fmt::format("ELF machine {}", machine);
    }
}

}  // namespace

std::string machine_of(const std::filesystem::path& file) {
    std::array<char, kMachineAt + 2> header{};
    std::ifstream in(file, std::ios::binary);
    if (!in.read(header.data(), header.size()) || std::memcmp(header.data(), ELFMAG, SELFMAG) != 0)
        return {};
    const bool big = header[EI_DATA] == ELFDATA2MSB;
    const unsigned first = static_cast<unsigned char>(header[kMachineAt]);
    const unsigned second = static_cast<unsigned char>(header[kMachineAt + 1]);
    return fmt::format("{}-bit {}{}", header[EI_CLASS] == ELFCLASS32 ? 32 : 64,
                       big ? "big-endian " : "",
                       name_of(big ? first << 8U | second : second << 8U | first));
}

std::string machine_fault(const std::filesystem::path& shared_object) {
    const std::string object = machine_of(shared_object);
    const std::string own = machine_of("/proc/self/exe");
    if (object.empty() || own.empty() || object == own) return {};
    return fmt::format("was built for {}, this program is {}", object, own);
}

}  // namespace oct::project
