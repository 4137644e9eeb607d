// The reader vouches for names and kinds; O_EXCL and O_NOFOLLOW make sure a second time.
#include "project/archive/unpack.hpp"

#include "project/archive/digest.hpp"
#include "project/archive/manifest.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace oct::project {
namespace {

namespace fs = std::filesystem;

std::string reason() {
    return "cannot be written: " + std::generic_category().message(errno);
}

class NewFile {
public:
    NewFile(const fs::path& path, mode_t mode)
        : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)) {}
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (fd_ >= 0) ::close(fd_);
    }

    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
    bool write(std::string_view bytes) const noexcept {
        while (!bytes.empty()) {
            const auto written = ::write(fd_, bytes.data(), bytes.size());
            if (written < 0 && errno != EINTR) return false;
            if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }

private:
    int fd_;
};

}  // namespace

std::string unpack_member(ArchiveReader& archive, const fs::path& folder) {
    const fs::path target = folder / archive.name();
    std::error_code error;
    fs::create_directories(archive.is_folder() ? target : target.parent_path(), error);
    if (error) archive.refuse("cannot be written: " + error.message());
    if (archive.is_folder()) return Manifest::kFolder;
    const NewFile file(target, archive.is_executable() ? 0755 : 0644);
    if (!file.is_open()) archive.refuse(reason());
    Digest digest;
    for (auto piece = archive.read(); !piece.empty(); piece = archive.read()) {
        digest.update(piece);
        if (!file.write(piece)) archive.refuse(reason());
    }
    return digest.hex();
}

}  // namespace oct::project
