// oct generate-manual DIR: pages, completions and the reference, for the build and the docs.
#include <oct/error.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "manual/manual.hpp"

#include <filesystem>
#include <fstream>

namespace oct::apps {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out << text;
    if (!out.flush()) throw Error(file.string() + ": cannot be written");
}

}  // namespace

int command_generate_manual(const Arguments& arguments) {
    const fs::path share = arguments.positional()[0];
    for (const Manual& manual : manuals()) {
        const auto page = [&](const std::string& name) {
            return share / "man/man1" / (name + ".1");
        };
        if (has_commands(manual)) write(page(manual.program), manual_page(manual));
        for (const Command& command : manual.commands)
            write(page(page_name(manual, command)), manual_page(manual, command));
        write(share / "bash-completion/completions" / manual.program, bash_completion(manual));
        write(share / "zsh/site-functions" / ("_" + manual.program), zsh_completion(manual));
        write(share / "fish/vendor_completions.d" / (manual.program + ".fish"),
              fish_completion(manual));
    }
    write(share / "commands.md", command_reference(manuals()));
    return kOk;
}

}  // namespace oct::apps
