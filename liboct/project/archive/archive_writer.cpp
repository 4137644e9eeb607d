// GNU tar's format: it holds any name as it is, whatever the locale, and long ones too.
#include "project/archive/archive_writer.hpp"

#include <oct/error.hpp>

#include "project/archive/digest.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <unistd.h>
#include <vector>

namespace oct::project {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

bool is_executable(const fs::path& file) {
    return (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
}

}  // namespace

void ArchiveWriter::Free::operator()(archive* writer) const {
    ::archive_write_free(writer);
}

ArchiveWriter::ArchiveWriter(fs::path file)
    : file_(std::move(file)),
      draft_(file_.parent_path() / fmt::format(".{}.{}", file_.filename().string(), ::getpid())),
      archive_(::archive_write_new()) {
    if (!archive_) throw Error("no memory to write an archive");
    check(::archive_write_set_format_gnutar(archive_.get()));
    check(::archive_write_add_filter_none(archive_.get()));
    check(::archive_write_open_filename(archive_.get(), draft_.c_str()));
}

ArchiveWriter::~ArchiveWriter() {
    archive_.reset();
    std::error_code ignored;  // after finish() there is none
    fs::remove(draft_, ignored);
}

void ArchiveWriter::add_folder(const std::string& name) {
    begin(name + "/", AE_IFDIR, 0755, 0);
}

void ArchiveWriter::add_text(const std::string& name, std::string_view content) {
    begin(name, AE_IFREG, 0644, content.size());
    write(content);
}

std::string ArchiveWriter::add_file(const std::string& name, const fs::path& source) {
    std::ifstream in(source, std::ios::binary);
    if (!in) throw ConfigError(source.string() + ": cannot be read");
    const std::uint64_t size = fs::file_size(source);
    begin(name, AE_IFREG, is_executable(source) ? 0755 : 0644, size);
    Digest digest;
    std::vector<char> piece(kPieceBytes);
    for (std::uint64_t left = size; left > 0;) {
        in.read(piece.data(),
                static_cast<std::streamsize>(std::min<std::uint64_t>(left, kPieceBytes)));
        const std::string_view bytes(piece.data(), static_cast<std::size_t>(in.gcount()));
        if (bytes.empty())
            throw ConfigError(source.string() + ": became shorter while it was packed");
        digest.update(bytes);
        write(bytes);
        left -= bytes.size();
    }
    return digest.hex();
}

void ArchiveWriter::finish() {
    check(::archive_write_close(archive_.get()));
    fs::rename(draft_, file_);
}

void ArchiveWriter::begin(const std::string& name, unsigned type, unsigned mode,
                          std::uint64_t size) {
    const std::unique_ptr<archive_entry, decltype(&::archive_entry_free)> entry(
        ::archive_entry_new(), &::archive_entry_free);
    ::archive_entry_copy_pathname(entry.get(), name.c_str());
    ::archive_entry_set_filetype(entry.get(), type);
    ::archive_entry_set_perm(entry.get(), mode);
    ::archive_entry_set_size(entry.get(), static_cast<std::int64_t>(size));
    ::archive_entry_set_mtime(entry.get(), 0, 0);
    check(::archive_write_header(archive_.get(), entry.get()));
}

void ArchiveWriter::write(std::string_view bytes) {
    check(::archive_write_data(archive_.get(), bytes.data(), bytes.size()));
}

void ArchiveWriter::check(std::int64_t result) const {
    // A warning: a name outside ASCII in a plain locale, which is written as it is.
    if (result >= 0 || result == ARCHIVE_WARN) return;
    const char* said = ::archive_error_string(archive_.get());
    throw Error(fmt::format("{}: cannot be written: {}", file_.string(),
                            said == nullptr ? "unknown error" : said));
}

}  // namespace oct::project
