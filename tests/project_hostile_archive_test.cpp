// Archives made to do harm, or damaged: each refused by the name of its member, nothing written.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "project/archive/archive_reader.hpp"
#include "support/catch.hpp"
#include "support/tar_bytes.hpp"
#include "support/temp_dir.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <map>
#include <memory>
#include <stdlib.h>

using Catch::Matchers::Contains;
using namespace oct::testing;
namespace fs = std::filesystem;

namespace {

/// What an archive holds beside the members that every archive needs, and how it is refused.
struct Hostile {
    std::string what;
    std::string bytes;              // one or more members
    std::vector<TarMember> listed;  // by the manifest, for nothing else to be wrong
    std::string entry;              // named by the refusal
    std::string why;
};

Hostile member(const std::string& what, const TarMember& evil, const std::string& why) {
    return {what, tar_member(evil), {evil}, evil.name, why};
}

Hostile pair(const std::string& what, const TarMember& first, const TarMember& second,
             const std::string& entry, const std::string& why) {
    return {what, tar_member(first) + tar_member(second), {first, second}, entry, why};
}

Hostile pax(const std::string& what, const std::string& key, const std::string& value,
            const std::string& entry, const std::string& why) {
    return {what,
            pax_record(key, value) + tar_member({"x", "hi"}),
            {{"x", "hi"}, {value, "hi"}},
            entry,
            why};
}

// A size field beyond octal digits: base 256, marked by its first bit.
std::string with_binary_size(const TarMember& member, const std::string& size) {
    std::string header = tar_header(member);
    header.replace(124, 12, size);
    header.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%06o", sum);
    return header.replace(148, 7, text.data(), 7);
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

std::string compressed(const std::string& bytes, int (*filter)(archive*)) {
    std::string out(bytes.size() + (std::size_t{1} << 16), '\0');
    std::size_t used = 0;
    archive* writer = ::archive_write_new();
    ::archive_write_set_format_raw(writer);
    REQUIRE(filter(writer) == ARCHIVE_OK);
    ::archive_write_set_bytes_in_last_block(writer, 1);
    REQUIRE(::archive_write_open_memory(writer, out.data(), out.size(), &used) == ARCHIVE_OK);
    archive_entry* entry = ::archive_entry_new();
    ::archive_entry_set_filetype(entry, AE_IFREG);
    REQUIRE(::archive_write_header(writer, entry) == ARCHIVE_OK);
    REQUIRE(::archive_write_data(writer, bytes.data(), bytes.size()) >= 0);
    ::archive_entry_free(entry);
    REQUIRE(::archive_write_close(writer) == ARCHIVE_OK);
    ::archive_write_free(writer);
    out.resize(used);
    return out;
}

std::vector<Hostile> links_and_names(const fs::path& outside) {
    const std::string link = "is a link";
    const std::string leads = "leads out of the archive's folder";
    const std::string empty = "has an empty part in its name";
    const std::string odd = "has a name with control characters or broken UTF-8";
    const std::string file = (outside / "evil").string();
    return {
        member("a link outward", {"evil", "", '2', 0777, "/etc/passwd"}, link),
        member("a link upward", {"evil", "", '2', 0777, "../../evil"}, link),
        member("a link that stays inside", {"evil", "", '2', 0777, "config.json"}, link),
        pair("a file through a link", {"d", "", '2', 0777, outside.string()}, {"d/evil", "x"}, "d",
             link),
        member("a hard link outward", {"evil", "", '1', 0644, "/etc/passwd"}, link),
        member("a hard link that stays inside", {"evil", "", '1', 0644, "config.json"}, link),
        member("a hard link with content", {"evil", "x", '1', 0644, file}, link),
        member("a name that begins with ..", {"../evil", "x"}, leads),
        member("a name with .. inside", {"a/../../evil", "x"}, leads),
        member("a name with .. that stays inside", {"a/../evil", "x"}, leads),
        member("a name that ends with ..", {"a/..", "", '5', 0755}, leads),
        member("the folder above", {"..", "", '5', 0755}, leads),
        {"./ before ..", tar_member({"./../evil", "x"}), {{"../evil", "x"}}, "../evil", leads},
        pax(".. in an extended header", "path", "../evil", "../evil", leads),
        {"a long GNU name with ..",
         tar_member({"././@LongLink", "../evil" + std::string(1, '\0'), 'L'}) +
             tar_member({"x", "hi"}),
         {{"x", "hi"}, {"../evil", "hi"}},
         "../evil",
         leads},
        member("an absolute name", {file, "x"}, "has an absolute name"),
        member("an absolute folder", {outside.string(), "", '5', 0755}, "has an absolute name"),
        member("two slashes before the name", {"//evil", "x"}, "has an absolute name"),
        member("two slashes inside", {"a//evil", "x"}, empty),
        member("a dot inside", {"a/./evil", "x"}, empty),
        member("a file called .", {".", "x"}, empty),
        member("no name", {"", "x"}, ""),
        {"a line end in the name", tar_member({"a\nb", "x"}), {{"a\nb", "x"}}, "a b", odd},
        {"a terminal's command in the name", tar_member({"\x1b[2Jx", "x"}), {}, " [2Jx", odd},
        {"a C1 control in the name", tar_member({"a\xc2\x9b", "x"}), {}, "a ", odd},
        {"broken UTF-8 in the name", tar_member({"\xff\xfe", "x"}), {}, "\xef\xbf\xbd", odd},
        {"a DEL in an extended header",
         pax_record("path", "a\x7f") + tar_member({"x", "hi"}),
         {},
         "a ",
         odd},
        member("folders deeper than 32", {repeated("a/", 32) + "b", "x"},
               "lies more than 32 folders deep"),
        {"a name of 1100 bytes",
         pax_record("path", repeated("abcdefghij/", 100)) + tar_member({"x", "hi"}),
         {},
         "abcdefghij/abcdefghij/",
         "has a name of more than 1024 bytes"},
        {"a part of 256 bytes",
         pax_record("path", std::string(256, 'a')) + tar_member({"x", "hi"}),
         {},
         "aaaaaaaa",
         "has a part of more than 255 bytes"},
    };
}

std::vector<Hostile> kinds_and_sizes() {
    const std::string large = "is too large: an archive may hold 512 MiB";
    std::vector<Hostile> all{
        member("a character device", {"evil", "", '3'}, "is a device"),
        member("a block device", {"evil", "", '4'}, "is a device"),
        member("a FIFO", {"evil", "", '6'}, "is a FIFO"),
        member("a setuid file", {"evil", "x", '0', 04755}, "is setuid or setgid"),
        member("a setgid file", {"evil", "x", '0', 02755}, "is setuid or setgid"),
        pair("a file twice", {"a", "x"}, {"a", "x"}, "a", "is there twice"),
        pair("a folder twice", {"a/", "", '5', 0755}, {"a/", "", '5', 0755}, "a", "is there twice"),
        pair("a folder that is a file", {"a", "x"}, {"a/b", "x"}, "a/b",
             "lies in a folder that is also a file"),
        pair("a file that is a folder", {"a/b/c", "x"}, {"a", "x"}, "a",
             "is both a file and a folder"),
        pair("a folder and a file of its name", {"a/", "", '5', 0755}, {"a", "x"}, "a",
             "is there twice"),
        member("a gigabyte announced", {"evil", "", '0', 0644, "", 1'000'000'000}, large),
        {"eight exabytes announced",
         with_binary_size({"evil"}, std::string("\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 12)),
         {{"evil", "x"}},
         "",
         "Tar entry size overflow"},
        {"a terabyte in a sparse file",
         pax_record("GNU.sparse.major", "1") + pax_record("GNU.sparse.realsize", "1099511627776") +
             tar_member({"evil", "0\n"}),
         {{"evil", "x"}},
         "",
         ""},
    };
    all.push_back({"a gigabyte announced by an extended header",
                   pax_record("size", "1000000000") + tar_member({"evil", "x"}),
                   {{"evil", "x"}},
                   "evil",
                   large});
    return all;
}

std::vector<Hostile> damaged() {
    std::string wrong_sum = tar_member({"evil", "x"});
    wrong_sum[150] = static_cast<char>(wrong_sum[150] ^ 1);
    return {
        {"a wrong sum of a header", wrong_sum, {{"evil", "x"}}, "", "not a whole tar archive"},
        {"random bytes for a header",
         repeated("0123456789abcdef", 64),
         {},
         "",
         "not a whole tar archive"},
    };
}

std::vector<Hostile> members(const fs::path& outside) {
    auto all = links_and_names(outside);
    for (const auto& more : {kinds_and_sizes(), damaged()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

const std::vector<TarMember>& turret_members() {
    static const std::vector<TarMember> all{{"config.json", "{}"},
                                            {"test_scripts/v_user.py", "import time"}};
    return all;
}

std::string manifest_member(const oct::project::Manifest& manifest) {
    return tar_member({"manifest.json", manifest.to_json()});
}

// A turret's archive whose manifest agrees with all of it.
std::string turret_with(const Hostile& hostile) {
    auto members = turret_members();
    members.insert(members.end(), hostile.listed.begin(), hostile.listed.end());
    std::string bytes = manifest_member(manifest_of(members));
    for (const auto& one : turret_members()) bytes += tar_member(one);
    return bytes + hostile.bytes + tar_end();
}

std::string template_with(const Hostile& hostile) {
    return tar_member({"config.json", "{}"}) + tar_member({"templates/report.html", "x"}) +
           hostile.bytes + tar_end();
}

// Everything below a folder, with kinds and sizes.
std::map<std::string, std::string> tree(const fs::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& item : fs::recursive_directory_iterator(folder)) {
        const auto status = item.symlink_status();
        all[item.path().string()] =
            std::to_string(static_cast<int>(status.type())) + " " +
            (fs::is_regular_file(status) ? std::to_string(item.file_size()) : "");
    }
    return all;
}

/// A folder for the temporary files, one beside it that nobody may write, and the archive.
class Place {
public:
    Place() {
        fs::create_directory(dir_.path() / "tmp");
        fs::create_directory(dir_.path() / "outside");
        const char* old = ::getenv("TMPDIR");
        if (old != nullptr) before_ = old;
        ::setenv("TMPDIR", (dir_.path() / "tmp").c_str(), 1);
    }
    ~Place() {
        if (before_.empty())
            ::unsetenv("TMPDIR");
        else
            ::setenv("TMPDIR", before_.c_str(), 1);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] fs::path outside() const { return dir_.path() / "outside"; }
    [[nodiscard]] fs::path archive(const std::string& bytes) const {
        return dir_.file("evil.tar", bytes);
    }
    [[nodiscard]] fs::path project() const { return dir_.path() / "project"; }
    [[nodiscard]] std::map<std::string, std::string> tree() const { return ::tree(dir_.path()); }

private:
    TempDir dir_;
    std::string before_;
};

// How the archive is refused; everything is as before then.
template <class Open>
std::string refusal(const Place& place, const std::string& bytes, Open open) {
    const auto archive = place.archive(bytes);
    const auto before = place.tree();
    std::string said = "accepted";
    try {
        open(archive);
    } catch (const oct::ConfigError& error) {
        said = error.what();
    }
    CHECK(place.tree() == before);
    return said;
}

std::string turret_refusal(const Place& place, const std::string& bytes) {
    return refusal(place, bytes, [](const fs::path& file) { oct::TurretPackage package(file); });
}

std::string template_refusal(const Place& place, const std::string& bytes) {
    return refusal(place, bytes, [&](const fs::path& file) {
        oct::create_project_from_template(place.project(), file);
    });
}

}  // namespace

TEST_CASE("an honest archive of these tests is accepted", "[project][fault-10]") {
    const Place place;
    const Hostile honest = member("", {"a/b", "x"}, "");
    auto manifest = manifest_of({{"config.json", "{}"}, {"a/b", "x"}});

    const auto bytes =
        manifest_member(manifest) + tar_member({"config.json", "{}"}) + honest.bytes + tar_end();
    const oct::TurretPackage package(place.archive(bytes));
    oct::create_project_from_template(place.project(), place.archive(template_with(honest)));

    CHECK(fs::file_size(package.folder() / "a/b") == 1);
    CHECK(fs::file_size(place.project() / "a/b") == 1);
}

TEST_CASE("a hostile member of a turret's archive is refused by name and writes nothing",
          "[project][fault-10]") {
    const Place place;
    for (const auto& hostile : members(place.outside())) {
        CAPTURE(hostile.what);
        const auto said = turret_refusal(place, turret_with(hostile));
        CHECK_THAT(said,
                   Contains("evil.tar: ") && Contains(hostile.entry) && Contains(hostile.why));
        CHECK(said != "accepted");
    }
}

TEST_CASE("a hostile member of a template is refused by name and writes nothing",
          "[project][fault-10]") {
    const Place place;
    for (const auto& hostile : members(place.outside())) {
        CAPTURE(hostile.what);
        const auto said = template_refusal(place, template_with(hostile));
        CHECK_THAT(said,
                   Contains("evil.tar: ") && Contains(hostile.entry) && Contains(hostile.why));
        CHECK(said != "accepted");
    }
}

TEST_CASE("a gigabyte of zeros in few bytes is refused before it is unpacked",
          "[project][fault-10]") {
    const Place place;
    const auto frame =
        compressed(std::string(std::size_t{1} << 20, '\0'), ::archive_write_add_filter_zstd);
    auto manifest = manifest_of({{"config.json", "{}"}});
    manifest.members["zeros"] = "0";
    const auto head = compressed(manifest_member(manifest) + tar_member({"config.json", "{}"}) +
                                     tar_header({"zeros", "", '0', 0644, "", 1024LL << 20}),
                                 ::archive_write_add_filter_zstd);
    const auto bomb = head + repeated(frame, 1025);

    CHECK(bomb.size() < 200'000);
    CHECK_THAT(turret_refusal(place, bomb), Contains("evil.tar: zeros: is too large"));
}

TEST_CASE("what is not announced is counted: zeros spread over many members",
          "[project][fault-10]") {
    const Place place;
    std::string bytes;
    for (int i = 0; i < 9; ++i)
        bytes += tar_member({"zeros" + std::to_string(i), std::string(1000, '\0')});
    const auto archive = place.archive(bytes + tar_end());

    const auto read_all = [&](oct::project::ArchiveLimits limits) {
        oct::project::ArchiveReader reader(archive, limits);
        while (reader.next())
            while (!reader.read().empty()) {
            }
    };
    CHECK_THROWS_WITH(read_all({100, 8500}), Contains("zeros8: is too large"));
    CHECK_THROWS_WITH(read_all({8, 9000}), Contains("zeros8: is one more than the 8 members"));
    CHECK_NOTHROW(read_all({9, 9000}));
}

TEST_CASE("100,000 members are refused at the first that is too many", "[project][fault-10]") {
    const Place place;
    auto manifest = manifest_of({{"config.json", "{}"}});
    std::string members;
    for (int i = 0; i < 100'000; ++i) {
        const std::string name = "f" + std::to_string(i);
        if (i < 10'001) manifest.members[name] = "folder";
        members += tar_member({name, "", '5', 0755});
    }

    CHECK_THAT(turret_refusal(place, manifest_member(manifest) + members + tar_end()),
               Contains("evil.tar: f9999: is one more than the 10000 members"));
    CHECK_THAT(template_refusal(place, members + tar_end()),
               Contains("evil.tar: f10000: is one more than the 10000 members"));
}

TEST_CASE("an archive that is cut anywhere is refused", "[project][fault-10]") {
    const Place place;
    const Hostile more = member("", {"long", std::string(5000, 'x')}, "");
    auto manifest = manifest_of({{"config.json", "{}"}, {"long", std::string(5000, 'x')}});
    const auto whole = manifest_member(manifest) + tar_member({"config.json", "{}"}) + more.bytes;
    const auto zipped = compressed(whole + tar_end(), ::archive_write_add_filter_gzip);
    REQUIRE(turret_refusal(place, whole + tar_end()) == "accepted");
    REQUIRE(turret_refusal(place, zipped) == "accepted");

    for (std::size_t size = 0; size + 200 < whole.size(); size += 171) {
        CAPTURE(size);
        CHECK_THAT(turret_refusal(place, whole.substr(0, size)), Contains("evil.tar"));
    }
    for (std::size_t size = 0; size + 20 < zipped.size(); size += 37) {
        CAPTURE(size);
        CHECK_THAT(turret_refusal(place, zipped.substr(0, size)), Contains("evil.tar"));
    }
}

TEST_CASE("a manifest that lies is found out", "[project][fault-10]") {
    const Place place;
    const TarMember config{"config.json", "{}"};
    const auto good = manifest_of({config});
    const auto with = [&](const std::string& name, const std::string& digest) {
        auto manifest = good;
        manifest.members[name] = digest;
        return manifest_member(manifest);
    };
    const auto text = [&](const std::string& json) { return tar_member({"manifest.json", json}); };
    const auto said = [&](const std::string& bytes) {
        return turret_refusal(place, bytes + tar_end());
    };
    const std::string first = "evil.tar: does not begin with manifest.json";
    std::string twice = good.to_json();
    twice.insert(twice.find("\"config.json\""), "\"config.json\": \"0\", ");

    CHECK_THAT(said(with("config.json", std::string(64, '0')) + tar_member(config)),
               Contains("evil.tar: config.json: is not what the manifest says"));
    CHECK_THAT(said(with("config.json", "folder") + tar_member(config)),
               Contains("evil.tar: config.json: is not what the manifest says"));
    CHECK_THAT(said(with("gone", std::string(64, '0')) + tar_member(config)),
               Contains("evil.tar: gone: is in the manifest, but not in the archive"));
    CHECK_THAT(said(manifest_member(good) + tar_member(config) + tar_member({"more", "x"})),
               Contains("evil.tar: more: is not in the manifest"));
    CHECK_THAT(said(manifest_member(good) + tar_member({"more/", "", '5', 0755})),
               Contains("evil.tar: more: is not in the manifest"));
    CHECK_THAT(said(pax_record("path", std::string("x\0y", 3)) + manifest_member(good)),
               Contains(first));
    CHECK_THAT(said(tar_member(config) + manifest_member(good)), Contains(first));
    CHECK_THAT(said(tar_member({"manifest.json/", "", '5', 0755})), Contains(first));
    CHECK_THAT(said(""), Contains(first));
    CHECK_THAT(said(manifest_member(good) + tar_member(config) + manifest_member(good)),
               Contains("evil.tar: manifest.json: is there twice"));
    CHECK_THAT(said(tar_member({"manifest.json", "", '2', 0777, "/etc/passwd"})),
               Contains("evil.tar: manifest.json: is a link"));
    CHECK_THAT(
        said(text(twice) + tar_member(config)),
        Contains("evil.tar: manifest.json: members: the key \"config.json\" is defined twice"));
    CHECK_THAT(said(text("{") + tar_member(config)),
               Contains("evil.tar: manifest.json:1:2: not JSON"));
    CHECK_THAT(said(text("[]")), Contains("evil.tar: manifest.json: expected an object"));
    CHECK_THAT(said(text(repeated("[", 100'000))), Contains("evil.tar: manifest.json:1:"));
    CHECK_THAT(said(text("{}")),
               Contains("manifest.json: the required configuration key manifest"));
    CHECK_THAT(
        said(text(R"({"manifest": 2, "turret": "a", "oct": "1", "script": "s", "members": {}})")),
        Contains("evil.tar: manifest.json: manifest: expected an integer from 1 to 1, got 2"));
    CHECK_THAT(
        said(text(
            R"({"manifest": 1, "turret": "a", "oct": "1", "script": "s", "members": {"a": 1}})")),
        Contains("evil.tar: manifest.json: members.a: expected a digest, got 1"));
    CHECK_THAT(said(text(std::string(std::size_t{5} << 20, ' '))),
               Contains("evil.tar: manifest.json: is larger than 4 MiB"));
    CHECK_THAT(said(manifest_member(manifest_of({}))),
               Contains("evil.tar: config.json: is missing"));
    CHECK_THAT(said(manifest_member(manifest_of({{"config.json", "", '5'}})) +
                    tar_member({"config.json/", "", '5', 0755})),
               Contains("evil.tar: config.json: is missing"));
}

TEST_CASE("what is no archive is said to be none", "[project][fault-10]") {
    const Place place;
    const std::string none = "not a whole tar archive";

    CHECK_THAT(turret_refusal(place, ""), Contains("evil.tar"));
    CHECK_THAT(turret_refusal(place, "PK\x03\x04 a zip file"), Contains(none));
    CHECK_THAT(turret_refusal(place, "#!/bin/sh\nrm -rf /\n"), Contains(none));
    CHECK_THAT(turret_refusal(place, "070701" + repeated("0", 104) + "a socket of cpio"),
               Contains(none));
    CHECK_THAT(turret_refusal(place, compressed(compressed("x", ::archive_write_add_filter_gzip),
                                                ::archive_write_add_filter_zstd)),
               Contains(none));
    CHECK_THROWS_WITH(oct::TurretPackage(place.outside() / "none.tar"),
                      Contains("none.tar: no such file"));
    CHECK_THROWS_WITH(oct::TurretPackage(place.outside()), Contains("expected an archive, got a"));
}

TEST_CASE("folders that are the archive's own top count as members too", "[project][fault-10]") {
    const Place place;
    std::string bytes;
    for (int i = 0; i < 3; ++i) bytes += tar_member({"./", "", '5', 0755});
    oct::project::ArchiveReader archive(place.archive(bytes + tar_member({"a", "x"}) + tar_end()),
                                        {3});

    CHECK_THROWS_WITH(archive.next(), Contains("evil.tar: a: is one more than the 3 members"));
}
