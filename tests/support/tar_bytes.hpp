// Tar archives byte by byte, also those that no honest program would write.
#pragma once

#include "project/archive/digest.hpp"
#include "project/archive/manifest.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace oct::testing {

/// A member as its header says it is.
struct TarMember {
    std::string name;
    std::string content = {};
    char type = '0';  ///< 0 file, 1 hard link, 2 link, 3 and 4 devices, 5 folder, 6 FIFO
    unsigned mode = 0644;
    std::string link = {};
    long long size = -1;  ///< -1: that of the content
};

inline std::string tar_header(const TarMember& member) {
    std::array<char, 512> block{};
    const auto put = [&](std::size_t at, std::size_t bytes, const std::string& text) {
        std::memcpy(block.data() + at, text.data(), std::min(bytes, text.size()));
    };
    const auto octal = [&](std::size_t at, std::size_t bytes, unsigned long long value) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%0*llo", static_cast<int>(bytes - 1), value);
        put(at, bytes, text.data());
    };
    const auto size = member.size < 0 ? static_cast<long long>(member.content.size()) : member.size;
    put(0, 100, member.name);
    octal(100, 8, member.mode);
    octal(108, 8, 0);
    octal(116, 8, 0);
    octal(124, 12, static_cast<unsigned long long>(size));
    octal(136, 12, 0);
    put(148, 8, "        ");
    block[156] = member.type;
    put(157, 100, member.link);
    put(257, 8, std::string("ustar\00000", 8));
    if (member.type == '3' || member.type == '4') octal(329, 8, 1), octal(337, 8, 3);
    unsigned sum = 0;
    for (const char c : block) sum += static_cast<unsigned char>(c);
    octal(148, 7, sum);
    return {block.data(), block.size()};
}

inline std::string tar_member(const TarMember& member) {
    std::string bytes = tar_header(member) + member.content;
    bytes.resize((bytes.size() + 511) / 512 * 512, '\0');
    return bytes;
}

inline const std::string& tar_end() {
    static const std::string zeros(1024, '\0');
    return zeros;
}

inline std::string tar_of(const std::vector<TarMember>& members) {
    std::string bytes;
    for (const auto& member : members) bytes += tar_member(member);
    return bytes + tar_end();
}

/// A pax header of one record before the member that it is about.
inline std::string pax_record(const std::string& key, const std::string& value) {
    const std::string rest = " " + key + "=" + value + "\n";
    std::size_t size = rest.size() + 1;
    while (std::to_string(size).size() + rest.size() != size) ++size;
    return tar_member({"PaxHeaders/x", std::to_string(size) + rest, 'x'});
}

/// Of a turret that holds `members` (files have their digest) and "config.json".
inline project::Manifest manifest_of(const std::vector<TarMember>& members) {
    project::Manifest manifest;
    manifest.turret = "navigation";
    manifest.oct = "0.2.0";
    manifest.script = "test_scripts/v_user.py";
    for (const auto& member : members) {
        std::string name = member.name;
        if (!name.empty() && name.back() == '/') name.pop_back();
        manifest.members.emplace(name, member.type == '5' ? project::Manifest::kFolder
                                                          : project::digest_of(member.content));
    }
    return manifest;
}

}  // namespace oct::testing
