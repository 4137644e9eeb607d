// From a member of an archive to a file.
#pragma once

#include "project/archive/archive_reader.hpp"

#include <filesystem>
#include <string>

namespace oct::project {

/// Writes the member where `archive` stands below `folder`, which only its owner may enter, and
/// returns the digest of its content; "folder" for a folder. Nothing that exists is replaced.
///
/// Errors: throws ConfigError naming archive and member.
std::string unpack_member(ArchiveReader& archive, const std::filesystem::path& folder);

}  // namespace oct::project
