// Written by hand, so that its bytes never depend on a library; read like every other JSON file.
#include "project/archive/manifest.hpp"

#include "base/json.hpp"
#include "project/config/object_reader.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

namespace oct::project {
namespace {

std::string json_string(std::string_view text) {
    std::string out;
    base::append_json_string(out, text);
    return out;
}

}  // namespace

std::string Manifest::to_json() const {
    std::string text = "{\n    \"manifest\": 1,\n";
    text += fmt::format("    \"turret\": {},\n    \"oct\": {},\n    \"script\": {},\n",
                        json_string(turret), json_string(oct), json_string(script));
    if (script_abi != 0)
        text += fmt::format("    \"script_abi\": {},\n    \"triple\": {},\n", script_abi,
                            json_string(triple));
    text += "    \"members\": {";
    const char* separator = "";
    for (const auto& [name, digest] : members) {
        text +=
            fmt::format("{}\n        {}: {}", separator, json_string(name), json_string(digest));
        separator = ",";
    }
    return text + "\n    }\n}\n";
}

Manifest Manifest::parse(const std::string& text, const std::string& origin) {
    base::JsonDocument document;
    base::parse_json(text, origin, document);
    const ObjectReader reader(document, origin);
    reader.require({"manifest", "turret", "oct", "script", "members"});
    (void)reader.integer("manifest", base::Whole{1, 1});
    Manifest manifest;
    manifest.turret = reader.text("turret", base::kName).value();
    manifest.oct = reader.text("oct", base::kName).value();
    manifest.script = reader.text("script", base::kName).value();
    manifest.script_abi =
        static_cast<int>(reader.integer("script_abi", base::Whole{1, INT32_MAX}).value_or(0));
    manifest.triple = reader.text("triple", base::kName).value_or("");
    const auto& members = *reader.find("members");
    const ObjectReader checked(members, origin, "members");
    for (const auto& member : members.GetObject()) {  // 10,000 of them: not by checked.text()
        const std::string name(member.name.GetString(), member.name.GetStringLength());
        if (!member.value.IsString()) checked.fail(name, "a digest", member.value);
        manifest.members.emplace(name, member.value.GetString());
    }
    return manifest;
}

std::string own_triple() {
    return OCT_TRIPLE;
}

}  // namespace oct::project
