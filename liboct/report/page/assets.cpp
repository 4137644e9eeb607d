// Reading and copying template files.
#include "report/page/assets.hpp"

#include <oct/error.hpp>

#include "base/embedded.hpp"
#include "base/text_file.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <iterator>

namespace oct::report {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolder = "templates/";
constexpr std::string_view kCopied[] = {"css", "img", "scripts"};

std::string_view built_in(std::string_view name) {
    for (const base::EmbeddedFile& file : base::embedded_files())
        if (file.path.starts_with(kFolder) && file.path.substr(kFolder.size()) == name)
            return file.content;
    return {};
}

void copy_own(const fs::path& source, const fs::path& target) {
    std::error_code failed;
    for (fs::recursive_directory_iterator entry(source, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (!fs::is_regular_file(entry->symlink_status())) continue;
        const fs::path copy = target / fs::relative(entry->path(), source);
        fs::create_directories(copy.parent_path(), failed);
        fs::copy_file(entry->path(), copy, fs::copy_options::overwrite_existing, failed);
        // Of a file that may not be written the copy may: it is written again with the report.
        if (!failed) fs::permissions(copy, fs::perms::owner_write, fs::perm_options::add, failed);
        if (failed)
            throw StoreError(fmt::format("{}: {}", entry->path().string(), failed.message()));
    }
}

}  // namespace

bool Assets::is_own(std::string_view name) const {
    std::error_code ignored;
    return !folder_.empty() && fs::is_regular_file(folder_ / name, ignored);
}

std::string Assets::origin(std::string_view name) const {
    return is_own(name) ? (folder_ / name).string() : std::string(name);
}

std::string Assets::text(std::string_view name) const {
    if (!is_own(name)) return std::string(built_in(name));
    constexpr std::uintmax_t kMost = 8U << 20U;
    std::error_code ignored;
    if (fs::file_size(folder_ / name, ignored) > kMost)
        throw ConfigError(fmt::format("{}: larger than 8 MiB", (folder_ / name).string()));
    std::ifstream file(folder_ / name, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file.is_open() || file.bad())
        throw ConfigError(fmt::format("{}: cannot be read", (folder_ / name).string()));
    return text;
}

void Assets::copy_to(const fs::path& target) const {
    for (const std::string_view part : kCopied) {
        std::error_code failed;
        fs::create_directories(target / part, failed);
        for (const base::EmbeddedFile& file : base::embedded_files()) {
            const std::string prefix = fmt::format("{}{}/", kFolder, part);
            if (file.path.starts_with(prefix))
                base::write_text_file(target / file.path.substr(kFolder.size()), file.content);
        }
        if (!folder_.empty() && fs::is_directory(folder_ / part, failed))
            copy_own(folder_ / part, target / part);
    }
}

}  // namespace oct::report
