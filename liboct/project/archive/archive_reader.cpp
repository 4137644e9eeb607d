// libarchive reads the bytes; what may be made of them is decided here, by a list of what is
// allowed.
#include "project/archive/archive_reader.hpp"

#include <oct/error.hpp>
#include <oct/sample.hpp>

#include "base/text.hpp"
#include "project/archive/member_name.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

namespace oct::project {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr std::size_t kShownNameBytes = 200;

std::string_view kind_fault(unsigned type) {
    switch (type) {
        case AE_IFREG:
        case AE_IFDIR:
            return {};
        case AE_IFLNK:
            return "is a link";
        case AE_IFIFO:
            return "is a FIFO";
        case AE_IFSOCK:
            return "is a socket";
        case AE_IFCHR:
        case AE_IFBLK:
            return "is a device";
        default:
            return "is neither a file nor a folder";
    }
}

}  // namespace

void ArchiveReader::Free::operator()(archive* reader) const {
    ::archive_read_free(reader);
}

ArchiveReader::ArchiveReader(fs::path file, ArchiveLimits limits, std::stop_token stop)
    : file_(std::move(file)),
      limits_(limits),
      stop_(std::move(stop)),
      archive_(::archive_read_new()),
      buffer_(kPieceBytes) {
    if (!archive_) throw Error("no memory to read an archive");
    std::error_code unknown;
    const auto status = fs::status(file_, unknown);
    if (!fs::exists(status)) throw ConfigError(file_.string() + ": no such file");
    if (!fs::is_regular_file(status))
        throw ConfigError(file_.string() + ": expected an archive, got a folder or a device");
    ::archive_read_support_format_tar(archive_.get());
    ::archive_read_support_filter_gzip(archive_.get());
    ::archive_read_support_filter_zstd(archive_.get());
    if (::archive_read_open_filename(archive_.get(), file_.c_str(), kPieceBytes) != ARCHIVE_OK)
        fail();
}

ArchiveReader::~ArchiveReader() = default;

archive_entry* ArchiveReader::header() {
    name_.clear();
    archive_entry* entry = nullptr;
    const int result = ::archive_read_next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF) return nullptr;
    // A warning is about a name outside ASCII, which take_name() judges, or a key nobody needs.
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) fail();
    take_name(entry);
    return entry;
}

bool ArchiveReader::next() {
    check_stop();
    archive_entry* entry = header();
    for (; entry != nullptr; entry = header()) {
        if (++members_ > limits_.members)
            refuse(fmt::format("is one more than the {} members an archive may have",
                               limits_.members));
        if (!folder_ || name_ != ".") break;  // that is of `tar c .`
    }
    if (entry == nullptr) return false;
    check_kind(entry);
    if (const auto why = name_fault(name_); !why.empty()) refuse(why);
    check_unique();
    if (!folder_ && ::archive_entry_size_is_set(entry) != 0 &&
        (::archive_entry_size(entry) < 0 ||
         static_cast<std::uint64_t>(::archive_entry_size(entry)) > limits_.bytes - bytes_))
        refuse(fmt::format("is too large: an archive may hold {} MiB", limits_.bytes >> 20));
    return true;
}

void ArchiveReader::take_name(archive_entry* entry) {
    const char* name = ::archive_entry_pathname(entry);
    if (name == nullptr) name = ::archive_entry_pathname_utf8(entry);
    name_ = name == nullptr ? "" : name;
    folder_ = ::archive_entry_filetype(entry) == AE_IFDIR;
    while (name_.size() > 2 && name_.compare(0, 2, "./") == 0) name_.erase(0, 2);
    if (folder_ && name_.size() > 1 && name_.back() == '/') name_.pop_back();
}

void ArchiveReader::check_kind(archive_entry* entry) {
    if (::archive_entry_hardlink(entry) != nullptr) refuse("is a link");
    if (const auto why = kind_fault(::archive_entry_filetype(entry)); !why.empty()) refuse(why);
    const auto mode = ::archive_entry_perm(entry);
    if (!folder_ && (mode & 06000) != 0) refuse("is setuid or setgid");
    executable_ = (mode & 0100) != 0;
}

// A name twice, or a file that is also a folder, would make the result depend on the order.
void ArchiveReader::check_unique() {
    if (!seen_.insert(name_).second) refuse("is there twice");
    if (!folder_) {
        files_.insert(name_);
        if (parents_.find(name_) != parents_.end()) refuse("is both a file and a folder");
    }
    for (auto slash = name_.rfind('/'); slash != std::string::npos && slash != 0;
         slash = name_.rfind('/', slash - 1)) {
        const auto parent = name_.substr(0, slash);
        if (files_.find(parent) != files_.end()) refuse("lies in a folder that is also a file");
        if (!parents_.insert(parent).second) break;  // with all above it
    }
}

std::string_view ArchiveReader::read() {
    check_stop();
    const auto got = ::archive_read_data(archive_.get(), buffer_.data(), buffer_.size());
    if (got < 0) fail();
    bytes_ += static_cast<std::uint64_t>(got);
    if (bytes_ > limits_.bytes)
        refuse(fmt::format("is too large: an archive may hold {} MiB", limits_.bytes >> 20));
    return {buffer_.data(), static_cast<std::size_t>(got)};
}

void ArchiveReader::check_stop() const {
    if (stop_.stop_requested()) throw ConfigError(file_.string() + ": reading was interrupted");
}

void ArchiveReader::refuse(std::string_view why) const {
    throw ConfigError(
        fmt::format("{}: {}: {}", file_.string(),
                    name_.empty() ? "a member" : base::sanitized(name_, kShownNameBytes), why));
}

void ArchiveReader::fail() const {
    const char* text = ::archive_error_string(archive_.get());
    const std::string said =
        base::sanitized(text == nullptr ? "unknown error" : text, kMaxErrorBytes);
    if (!name_.empty()) refuse("cannot be read: " + said);
    throw ConfigError(fmt::format(
        "{}: {}: not a whole tar archive (plain, gzip or zstd): {}", file_.string(),
        members_ == 0 ? "its beginning" : fmt::format("after {} members", members_), said));
}

}  // namespace oct::project
