// Loading scripts: the good one runs, the others are refused with the cause and the remedy.
#include <oct/error.hpp>
#include <oct/project.hpp>

#include "support/catch.hpp"
#include "support/programs.hpp"
#include "support/temp_dir.hpp"

#include <sys/statvfs.h>
#include <unistd.h>

using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

const fs::path kScripts = oct::testing::scripts_dir();

}  // namespace

TEST_CASE("a loaded script makes transactions that read their configuration",
          "[project][integration]") {
    const auto factory = oct::load_script(kScripts / "configured.so");

    const auto transaction = factory(oct::TransactionConfig(R"({"url": "http://x"})"));

    CHECK_THROWS_WITH(dynamic_cast<oct::Transaction&>(*transaction).run(), "url http://x");
}

TEST_CASE("a transaction outlives the factory that made it", "[project][integration]") {
    auto transaction = oct::load_script(kScripts / "configured.so")(oct::TransactionConfig());

    CHECK_THROWS_WITH(dynamic_cast<oct::Transaction&>(*transaction).run(), "url none");
}

TEST_CASE("the script of a new project can be loaded", "[project][integration]") {
    const auto factory = oct::load_script(kScripts / "v_user.so");

    CHECK(factory(oct::TransactionConfig()) != nullptr);
}

TEST_CASE("a shared object that is no fitting script is refused", "[project][integration]") {
    const auto refusal = [](const std::string& name) {
        try {
            (void)oct::load_script(kScripts / name);
        } catch (const oct::ConfigError& e) {
            return std::string(e.what()).substr(kScripts.string().size() + 1);
        }
        return std::string("accepted");
    };

    CHECK(refusal("none.so") == "none.so: no such file: build the project's scripts first");
    CHECK(refusal("no_transaction.so") ==
          "no_transaction.so: not a script: add OCT_TRANSACTION(YourTransaction) at the end of its "
          "source");
    CHECK_THAT(refusal("foreign_abi.so"),
               Contains("foreign_abi.so: was compiled for script interface 7, this oct"));
    CHECK_THAT(refusal("foreign_version.so"),
               Contains("compiled with liboct 0.99.0") && Contains("compile it again"));
    CHECK_THAT(refusal("unresolved.so"),
               Contains("unresolved.so: shop::price(int) is not defined: add the file"));
}

TEST_CASE("a file that is no shared object is refused", "[project]") {
    const oct::testing::TempDir dir;

    CHECK_THROWS_WITH(oct::load_script(dir.file("v_user.cpp", "#include <oct/oct.hpp>")),
                      Contains("not a shared object") && Contains("oct_add_script"));
    CHECK_THROWS_WITH(oct::load_script(dir.path()), Contains("expected a shared object"));
}

TEST_CASE("a script that everybody may write is not loaded", "[project][integration]") {
    const oct::testing::TempDir dir;
    const auto script = dir.path() / "open.so";
    fs::copy_file(kScripts / "configured.so", script);
    fs::permissions(script, fs::perms::others_write, fs::perm_options::add);

    CHECK_THROWS_WITH(oct::load_script(script), Contains("everybody may write this file"));
}

TEST_CASE("a script for another machine is refused with the names of both", "[project]") {
    const oct::testing::TempDir dir;
    std::string object = oct::testing::content_of(kScripts / "configured.so");
    object.at(18) = '\xf3';  // e_machine: RISC-V
    object.at(19) = 0;

    CHECK_THROWS_WITH(oct::load_script(dir.file("user.so", object)),
                      Contains("user.so: was built for 64-bit RISC-V, this program is 64-bit ") &&
                          Contains(": build it again for this machine"));
}

TEST_CASE("a script that needs a newer system library is told where to build it",
          "[project][integration]") {
    const oct::testing::TempDir dir;
    std::string object = oct::testing::content_of(kScripts / "configured.so");
    const auto needed = object.find("GLIBC_2.");
    REQUIRE(needed != std::string::npos);
    object.at(needed + 6) = '9';

    CHECK_THROWS_WITH(oct::load_script(dir.file("user.so", object)),
                      Contains("user.so: needs a newer system library than this machine has") &&
                          Contains("GLIBC_9.") && Contains("oct-turret --rebuild"));
}

TEST_CASE("a script in a folder that is mounted noexec is answered with TMPDIR",
          "[project][integration]") {
    struct statvfs mount {};
    if (::statvfs("/dev/shm", &mount) != 0 || (mount.f_flag & ST_NOEXEC) == 0) {
        WARN("there is no /dev/shm that is mounted noexec");
        return;
    }
    const fs::path script = "/dev/shm/oct_test_" + std::to_string(::getpid()) + ".so";
    fs::copy_file(kScripts / "configured.so", script, fs::copy_options::overwrite_existing);

    CHECK_THROWS_WITH(oct::load_script(script), Contains("mounted noexec") && Contains("TMPDIR"));

    fs::remove(script);
}
