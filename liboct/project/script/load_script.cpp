// load_script: from a shared object to a factory of its transaction.
//
// What was loaded is never unloaded. Transactions, exceptions in flight and thread-local objects
// all run code of the script, and no handle could follow every one of them; a process loads one
// script per turret, so there is nothing to gain.
#include <oct/error.hpp>
#include <oct/project.hpp>
#include <oct/transaction.hpp>

#include "base/demangled.hpp"
#include "project/script/object_machine.hpp"

#include <fmt/format.h>

#include <dlfcn.h>
#include <memory>
#include <sys/statvfs.h>

namespace oct {
namespace {

namespace fs = std::filesystem;

struct Close {
    void operator()(void* handle) const { ::dlclose(handle); }
};
using Handle = std::unique_ptr<void, Close>;

[[noreturn]] void refuse(const fs::path& file, std::string_view why) {
    throw ConfigError(fmt::format("{}: {}", file.string(), why));
}

// A loaded script runs with the rights of the turret, so not everybody may have a say in it.
void check_file(const fs::path& file) {
    std::error_code unknown;
    const auto status = fs::status(file, unknown);
    if (!fs::exists(status)) refuse(file, "no such file: build the project's scripts first");
    if (!fs::is_regular_file(status)) refuse(file, "expected a shared object, got a folder");
    if ((status.permissions() & fs::perms::others_write) != fs::perms::none)
        refuse(file, "everybody may write this file, so it is not loaded: chmod o-w it");
}

bool is_noexec(const fs::path& file) {
    struct statvfs mount {};
    return ::statvfs(file.c_str(), &mount) == 0 && (mount.f_flag & ST_NOEXEC) != 0;
}

// An archive with such a script is made anew by packing.
std::string of_another_oct(std::string_view made_for, std::string_view here) {
    return fmt::format(
        "was compiled for {}, this oct {} has {}: compile it again, or pack again "
        "with {}.{}",
        made_for, version(), here, OCT_VERSION_MAJOR, OCT_VERSION_MINOR);
}

// "liboct.so.0.1" of the loader's "liboct.so.0.1: cannot open shared object file"; empty: another.
std::string missing_liboct(const std::string& text) {
    return text.starts_with("liboct.so.") ? text.substr(0, text.find(':')) : "";
}

// The loader's own words, with the commonest causes made plain.
std::string loader_error(const fs::path& file) {
    const char* error = ::dlerror();
    std::string text = error == nullptr ? "unknown error" : error;
    if (const std::string prefix = file.string() + ": ";
        text.compare(0, prefix.size(), prefix) == 0)
        text.erase(0, prefix.size());
    constexpr std::string_view kUndefined = "undefined symbol: ";
    const auto at = text.find(kUndefined);
    if (at != std::string::npos) {
        const std::string symbol = base::demangled(text.substr(at + kUndefined.size()));
        const bool ours = symbol.find("oct::") != std::string::npos;
        return symbol + (ours ? " is not in this liboct: compile the script again"
                              : " is not defined: add the file that defines it to oct_add_script, "
                                "or link its library, in CMakeLists.txt");
    }
    if (text.find("ELF") != std::string::npos || text.find("file too short") != std::string::npos)
        return fmt::format("not a shared object ({}): scripts are built by oct_add_script", text);
    if (is_noexec(file))
        return "lies where no program may run (a file system mounted noexec): put it elsewhere; "
               "archives are unpacked into TMPDIR, so set that to another folder";
    if (text.find(": version `") != std::string::npos)
        return fmt::format(
            "needs a newer system library than this machine has ({}): build it here (oct-turret "
            "--rebuild does, from an archive), or on the oldest machine that is to run it",
            text);
    if (const std::string liboct = missing_liboct(text); !liboct.empty())
        return of_another_oct(liboct, "another one");
    if (text.find("cannot open shared object file") != std::string::npos)
        return fmt::format("needs a library that is not installed here ({}): install it", text);
    return "cannot be loaded: " + text;
}

void check_fit(const fs::path& file, const Script* script) {
    if (script == nullptr) refuse(file, "oct_script() returned nothing: use OCT_TRANSACTION");
    if (script->abi != kScriptAbi)
        refuse(file, of_another_oct(fmt::format("script interface {}", script->abi),
                                    fmt::format("interface {}", kScriptAbi)));
    try {
        require_version(script->compiled);
    } catch (const Error& e) {
        refuse(file, e.what());
    }
}

}  // namespace

TransactionFactory load_script(const fs::path& shared_object) {
#ifdef OCT_STATIC_DEFINE
    // Script and program would each have a liboct of their own.
    refuse(shared_object,
           "this oct was built with a static liboct and cannot load scripts: build it with "
           "BUILD_SHARED_LIBS=ON, or make the transaction a program of its own with "
           "oct::turret_main");
#endif
    check_file(shared_object);
    if (const auto fault = project::machine_fault(shared_object); !fault.empty())
        refuse(shared_object, fault + ": build it again for this machine");
    // A path without a slash would be searched for in the system's library folders.
    const fs::path file = fs::absolute(shared_object);
    Handle handle(::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (!handle) refuse(shared_object, loader_error(file));
    const auto oct_script =
        reinterpret_cast<const Script* (*)()>(::dlsym(handle.get(), "oct_script"));
    if (oct_script == nullptr)
        refuse(shared_object,
               "not a script: add OCT_TRANSACTION(YourTransaction) at the end of its source");
    const Script* script = oct_script();
    check_fit(shared_object, script);
    (void)handle.release();
    return script->make;
}

}  // namespace oct
