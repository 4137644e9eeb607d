// pack_turrets: for each entry of config.json an archive that holds all that one turret needs.
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/transaction.hpp>

#include "base/config_check.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/rules.hpp"
#include "project/archive/archive_reader.hpp"
#include "project/archive/archive_writer.hpp"
#include "project/archive/digest.hpp"
#include "project/archive/manifest.hpp"
#include "project/archive/turret_members.hpp"
#include "project/config/script_language.hpp"
#include "project/config/turret_config.hpp"
#include "project/script/built_script.hpp"
#include "project/script/script_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

namespace oct {
namespace {

namespace fs = std::filesystem;

// All that can be refused without building anything.
void check(const Config& config) {
    config.check();
    if (config.turrets.empty()) throw ConfigError("turrets: is empty, so there is nothing to pack");
    for (const auto& [key, port] :
         {std::pair("publish_port", config.publish_port), std::pair("rc_port", config.rc_port)})
        if (port == 0)
            throw ConfigError(
                fmt::format("{}: 0 stands for any free port, which a packed turret "
                            "cannot know: choose a port",
                            key));
    std::set<std::string> names;
    for (const TurretEntry& entry : config.turrets) {
        if (entry.name.find('/') != std::string::npos || entry.name.front() == '.')
            throw ConfigError(
                fmt::format("turret {}: its name becomes that of the archive, so it must not have "
                            "a / nor begin "
                            "with a dot",
                            entry.name));
        if (!names.insert(entry.name).second)
            throw ConfigError(
                fmt::format("turret {}: two turrets have this name, and would have "
                            "the same archive: give one of them another",
                            entry.name));
    }
}

// What pip reads. A JSON text is a Python text too.
std::string setup_py(const TurretEntry& entry, const Config& config) {
    std::string name = entry.name;
    for (char& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '-';
    std::string text = fmt::format(
        "# What the turret {} needs: pip install {}.tar\nfrom setuptools import setup\n\n"
        "setup(\n    name=\"oct-turret-{}\",\n    version=\"1.0\",\n    packages=[],\n"
        "    py_modules=[],\n    install_requires=[\n        \"oct-turrets\",\n",
        entry.name, entry.name, name);
    for (const auto& requirement : config.turrets_requirements) {
        text += "        ";
        base::append_json_string(text, requirement);
        text += ",\n";
    }
    return text + "    ],\n)\n";
}

project::ScriptBuild find_build(const project::ScriptList& built, const fs::path& project,
                                const std::string& script) {
    static_cast<void>(project::built_script(project::shared_objects(built), project,
                                            script));  // throws with names
    return built.at(fs::path(script).lexically_normal().string());
}

// Libraries keep their places relative to the shared object: that is how it finds them.
void add_build(project::TurretMembers& members, const fs::path& object,
               const project::ScriptBuild& build) {
    members.add_file(object.string(), build.shared_object);
    for (const fs::path& library : build.libraries) {
        const auto place = library.lexically_relative(build.shared_object.parent_path());
        members.add_file((object.parent_path() / place).lexically_normal().string(), library);
    }
}

project::TurretMembers members_of(const TurretEntry& entry, const Config& config,
                                  const fs::path& project, const project::ScriptList& built,
                                  project::Manifest& manifest) {
    project::TurretMembers members(project, entry);
    const project::HqEndpoints hq{config.hq_address, config.publish_port, config.rc_port};
    fs::path object;
    std::optional<project::ScriptBuild> build;
    if (project::is_cpp_script(entry.script)) {
        build = find_build(built, project, entry.script);
        object = entry.script.lexically_normal().replace_extension(".so");
        manifest.script_abi = kScriptAbi;
        manifest.triple = build->triple;
    }
    members.add_text("config.json", project::turret_config_json(entry, hq, object));
    if (entry.script.extension() == ".py") members.add_text("setup.py", setup_py(entry, config));
    members.add(entry.script);
    if (build) {
        add_build(members, object, *build);
    }
    for (const auto& extra : entry.extra_files) members.add(extra);
    return members;
}

// Why an archive of these members would be refused; empty when it would not.
std::string size_fault(const std::map<std::string, project::Member>& members) {
    const project::ArchiveLimits limits;
    std::uint64_t bytes = 0;
    for (const auto& [name, member] : members)
        bytes += member.source.empty() ? member.content.size() : fs::file_size(member.source);
    if (members.size() < limits.members && bytes <= limits.bytes) return {};
    return fmt::format("{} files of {} MiB together: an archive may hold {} files of {} MiB",
                       members.size(), bytes >> 20, limits.members - 1, limits.bytes >> 20);
}

// Sources are for --rebuild alone: too many of them shall not keep a turret from being packed.
project::TurretMembers with_sources(const project::TurretMembers& members,
                                    const std::string& turret, LogSink& log) {
    project::TurretMembers all = members;
    all.add_sources();
    const auto fault = size_fault(all.all());
    if (fault.empty()) return all;
    base::Log(log, "oct.project")
        .warning(fmt::format("turret {}: packed without its sources, so that --rebuild will not "
                             "work: {}",
                             turret, fault));
    return members;
}

std::string digest_of_member(const project::Member& member) {
    if (member.folder) return project::Manifest::kFolder;
    return member.source.empty() ? project::digest_of(member.content)
                                 : project::digest_of_file(member.source);
}

PackedTurret write_archive(const std::map<std::string, project::Member>& members,
                           project::Manifest& manifest, const fs::path& file) {
    PackedTurret packed{manifest.turret, file, {}, 0, {}};
    for (const auto& [name, member] : members) manifest.members[name] = digest_of_member(member);
    const std::string listed = manifest.to_json();
    if (listed.size() > project::Manifest::kMaxBytes)
        throw ConfigError(
            fmt::format("turret {}: the list of its {} files is longer than {} MiB: use shorter "
                        "names, or pack folders of `extra_files` as one file",
                        manifest.turret, members.size(), project::Manifest::kMaxBytes >> 20));
    project::ArchiveWriter archive(file);
    archive.add_text(project::Manifest::kName, listed);
    for (const auto& [name, member] : members) {
        packed.members.push_back(name);
        if (member.folder) {
            archive.add_folder(name);
        } else if (member.source.empty()) {
            archive.add_text(name, member.content);
        } else if (archive.add_file(name, member.source) != manifest.members[name]) {
            throw ConfigError(member.source.string() + ": was changed while it was packed");
        }
    }
    archive.finish();
    packed.bytes = fs::file_size(file);
    packed.sha256 = project::digest_of_file(file);
    return packed;
}

}  // namespace

std::string PackedTurret::to_json() const {
    std::string text = "{\"turret\": ";
    base::append_json_string(text, name);
    text += ", \"archive\": ";
    base::append_json_string(text, archive.string());
    text += fmt::format(R"(, "bytes": {}, "sha256": "{}", "members": [)", bytes, sha256);
    for (const std::string& member : members) {
        if (text.back() != '[') text += ", ";
        base::append_json_string(text, member);
    }
    return text + "]}";
}

std::vector<PackedTurret> pack_turrets(const Config& config, const PackOptions& options) {
    base::check_at(base::place_of(config), [&] { check(config); });
    project::ScriptList built;
    if (std::any_of(config.turrets.begin(), config.turrets.end(),
                    [](const TurretEntry& entry) { return project::is_cpp_script(entry.script); }))
        built = project::build_project(options.project, options.oct_prefix, *options.log);
    std::vector<PackedTurret> packed;
    for (const TurretEntry& entry : config.turrets) {
        project::Manifest manifest;
        manifest.turret = entry.name;
        manifest.oct = version();
        manifest.script = entry.script;
        project::TurretMembers members =
            members_of(entry, config, options.project, built, manifest);
        if (const auto fault = size_fault(members.all()); !fault.empty())
            throw ConfigError(fmt::format("turret {}: {}", entry.name, fault));
        if (project::is_cpp_script(entry.script))
            members = with_sources(members, entry.name, *options.log);
        packed.push_back(
            write_archive(members.all(), manifest, options.directory / (entry.name + ".tar")));
    }
    return packed;
}

}  // namespace oct
