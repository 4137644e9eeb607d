// A tar archive, plain or compressed, of which only harmless members are given out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

struct archive;
struct archive_entry;

namespace oct::project {

/// What an archive may hold at most, unpacked.
struct ArchiveLimits {
    std::size_t members = 10'000;
    std::uint64_t bytes = std::uint64_t{512} << 20;
};

/// Reads an archive member by member. A member is a regular file or a folder whose name leads below
/// the folder it is unpacked into and occurs once; everything else (links, devices, FIFOs, setuid
/// files, names with "..", too many or too large members) ends the reading.
///
/// Errors:     every call throws ConfigError "archive: member: what is wrong with it"; next() and
///             read() also when `stop` is requested.
/// Threading:  confined.
class ArchiveReader {
public:
    explicit ArchiveReader(std::filesystem::path file, ArchiveLimits limits = {},
                           std::stop_token stop = {});
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;

    /// Goes to the next member; false after the last one.
    bool next();
    /// Its name, without "./" before and "/" behind it.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] bool is_folder() const noexcept { return folder_; }
    [[nodiscard]] bool is_executable() const noexcept { return executable_; }
    /// The next piece of a file's content; empty at its end. Valid until the next call.
    std::string_view read();

    /// Throws ConfigError about the member where the reader stands.
    [[noreturn]] void refuse(std::string_view why) const;

private:
    struct Free {
        void operator()(archive* reader) const;
    };

    [[nodiscard]] archive_entry* header();  // null after the last member
    void take_name(archive_entry* entry);
    void check_kind(archive_entry* entry);
    void check_unique();
    void check_stop() const;
    [[noreturn]] void fail() const;  // with what libarchive says

    const std::filesystem::path file_;
    const ArchiveLimits limits_;
    const std::stop_token stop_;
    std::unique_ptr<archive, Free> archive_;
    std::string name_;
    bool folder_ = false;
    bool executable_ = false;
    std::size_t members_ = 0;
    std::uint64_t bytes_ = 0;
    std::set<std::string, std::less<>> seen_;     // members
    std::set<std::string, std::less<>> files_;    // those of them that are files
    std::set<std::string, std::less<>> parents_;  // folders that members lie in
    std::vector<char> buffer_;
};

}  // namespace oct::project
