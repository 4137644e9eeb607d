// mkdtemp and its end.
#include "base/private_folder.hpp"

#include <oct/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <stdlib.h>
#include <system_error>

namespace oct::base {
namespace {

namespace fs = std::filesystem;

// mkdtemp's name, or an empty one with errno set.
std::string make(const fs::path& parent, std::string_view prefix) {
    std::string name = (parent / fmt::format("{}XXXXXX", prefix)).string();
    return ::mkdtemp(name.data()) == nullptr ? "" : name;
}

// As the standard library looks for it.
std::string_view temporary_place() {
    for (const char* name : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"})
        if (const char* place = ::getenv(name); place != nullptr) return place;
    return "/tmp";
}

[[noreturn]] void fail(const fs::path& parent, std::string_view remedy) {
    throw Error(fmt::format("{}: cannot create a folder there: {}{}", parent.string(),
                            std::generic_category().message(errno), remedy));
}

}  // namespace

PrivateFolder::PrivateFolder() {
    std::error_code error;
    const fs::path parent = fs::temp_directory_path(error);
    constexpr auto kRemedy = "set TMPDIR to a folder that can be written";
    if (error)
        throw Error(fmt::format("{}: no place for temporary files: {}; {}", temporary_place(),
                                error.message(), kRemedy));
    path_ = make(fs::absolute(parent), "oct-");
    if (path_.empty()) fail(parent, fmt::format("; {}", kRemedy));
}

PrivateFolder::PrivateFolder(const fs::path& parent, std::string_view prefix)
    : path_(make(parent, prefix)) {
    if (path_.empty()) fail(parent.empty() ? "." : parent, "");
}

PrivateFolder::~PrivateFolder() {
    if (!kept_) remove();
}

fs::path PrivateFolder::keep() noexcept {
    kept_ = true;
    return path_;
}

void PrivateFolder::remove() const noexcept {
    const std::lock_guard lock(removing_);
    std::error_code ignored;  // nobody is left who could do better
    fs::remove_all(path_, ignored);
}

}  // namespace oct::base
