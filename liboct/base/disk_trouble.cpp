// One remedy for each kind of refusal, the same for the database and for the files of a report.
#include "base/disk_trouble.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace oct::base {

std::string disk_trouble(int error, const std::filesystem::path& file) {
    std::error_code ignored;
    const std::string folder = std::filesystem::absolute(file, ignored).parent_path().string();
    std::string what = std::generic_category().message(error);
    switch (error) {
        case ENOSPC:
        case EDQUOT:
            return fmt::format("{}: make room on the disk of {}", what, folder);
        case EFBIG:
            return fmt::format("{}: raise the limit on the size of files (ulimit -f)", what);
        case EIO:
            return fmt::format("{}: the disk of {} is broken or gone", what, folder);
        default:
            return what;
    }
}

}  // namespace oct::base
