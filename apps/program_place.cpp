// /proc/self/exe tells, also when the program was found by PATH or through a link.
#include "program_place.hpp"

#include <system_error>

namespace oct::apps {
namespace {

std::filesystem::path own_folder() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::filesystem::path(".") : program.parent_path();
}

}  // namespace

std::filesystem::path prefix() {
    return own_folder().parent_path();
}

std::filesystem::path turret_program_path() {
    const auto beside = own_folder() / "oct-turret";
    std::error_code error;
    return std::filesystem::exists(beside, error) ? beside : std::filesystem::path("oct-turret");
}

}  // namespace oct::apps
