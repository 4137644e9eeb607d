// Writes a tar archive whose bytes depend on nothing but names and contents.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct archive;

namespace oct::project {

/// No times, no owners, two modes: the same members in the same order are the same bytes.
///
/// Errors:     throws Error naming the archive when it cannot be written, ConfigError naming a
///             source that cannot be read.
/// Threading:  confined.
class ArchiveWriter {
public:
    /// Writes beside `file` until finish() puts it in place; without that nothing is left behind.
    explicit ArchiveWriter(std::filesystem::path file);
    ~ArchiveWriter();
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;

    void add_folder(const std::string& name);
    void add_text(const std::string& name, std::string_view content);
    /// Returns the digest of what was written.
    std::string add_file(const std::string& name, const std::filesystem::path& source);
    void finish();

private:
    struct Free {
        void operator()(archive* writer) const;
    };

    void begin(const std::string& name, unsigned type, unsigned mode, std::uint64_t size);
    void write(std::string_view bytes);
    void check(std::int64_t result) const;

    const std::filesystem::path file_;
    const std::filesystem::path draft_;
    std::unique_ptr<archive, Free> archive_;
};

}  // namespace oct::project
