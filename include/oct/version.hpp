// The version of liboct: the only place where it is written; CMake reads it from here.
#pragma once

#include <oct/export.hpp>

#define OCT_VERSION_MAJOR 0
#define OCT_VERSION_MINOR 2
#define OCT_VERSION_PATCH 0

namespace oct {

/// A version of liboct. Before 1.0 two versions fit together when major and minor are equal.
struct Version {
    int major = OCT_VERSION_MAJOR;
    int minor = OCT_VERSION_MINOR;
    int patch = OCT_VERSION_PATCH;
};

/// The version of the library that runs now, as "0.2.0"; the macros above say what was compiled.
[[nodiscard]] OCT_EXPORT const char* version() noexcept;

/// Compares the headers a program was compiled with against the library it runs with.
///
/// Errors: throws oct::Error naming both versions when they do not fit.
OCT_EXPORT void require_version(Version compiled);

}  // namespace oct
