// oct new-project NAME
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "terminal.hpp"

#include <cstdio>

namespace oct::apps {
namespace {

void refresh(const std::string& name) {
    for (const RefreshedFile& file : refresh_templates(name)) {
        std::string line = "updated " + file.path.string();
        if (!file.kept.empty()) line += " (yours is now " + file.kept.string() + ")";
        std::puts(printable(line).c_str());
    }
    std::printf("the templates of %s are those of this version\n", printable(name).c_str());
}

}  // namespace

int command_new_project(const Arguments& arguments) {
    const std::string& name = arguments.positional()[0];
    const bool python = arguments.text("language") == "python";
    const bool from_template = arguments.has("template");
    if (arguments.has("templates-only")) {
        if (from_template || arguments.has("language"))
            throw ConfigError("--templates-only goes with neither --template nor --language");
        return refresh(name), kOk;
    }
    if (from_template && arguments.has("language"))
        throw ConfigError("--template and --language exclude each other: a template has scripts");
    if (from_template)
        create_project_from_template(name, arguments.text("template"));
    else
        create_project(name, python ? Language::Python : Language::Cpp);
    const std::string shown = printable(name);
    std::printf("created %s\n", shown.c_str());
    std::printf(python ? "next: oct pack-turrets %s\n" : "next: oct run %s --local\n",
                shown.c_str());
    return kOk;
}

}  // namespace oct::apps
