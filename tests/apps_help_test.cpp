// Help, typing errors and colors of both programs, all from the one table of commands.
#include "support/catch.hpp"
#include "support/programs.hpp"

#include <cstdlib>
#include <utility>

using namespace oct::testing;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

/// Sets a variable of the environment for programs started meanwhile.
class Environment {
public:
    Environment(const char* name, const char* value) : name_(name) {
        if (const char* old = std::getenv(name)) old_ = old;
        ::setenv(name, value, 1);
    }
    ~Environment() {
        if (old_.empty())
            ::unsetenv(name_);
        else
            ::setenv(name_, old_.c_str(), 1);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* name_;
    std::string old_;
};

ProgramEnd oct_says(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program("oct"));
    return outcome_of(std::move(arguments));
}

/// As on a terminal of 80 columns: script(1) gives the program a pseudo terminal.
ProgramEnd on_a_terminal(const std::string& command) {
    return outcome_of({"/usr/bin/env", "script", "-qec", command, "/dev/null"});
}

constexpr const char* kEscape = "\x1b[";

}  // namespace

TEST_CASE("help begins with an example and lists every command", "[apps][integration]") {
    const auto got = oct_says({"-h"});

    CHECK(got.code == 0);
    CHECK_THAT(got.output, StartsWith("Example:\n"));
    CHECK_THAT(got.output, Contains("new-project (new)") && Contains("run") && Contains("try"));
}

TEST_CASE("each command has help of its own", "[apps][integration]") {
    const std::string command = GENERATE("new-project", "new", "run", "try");
    CAPTURE(command);

    for (const auto& words : std::vector<std::vector<std::string>>{
             {command, "--help"}, {command, "-h"}, {"help", command}}) {
        const auto got = oct_says(words);
        CHECK(got.code == 0);
        CHECK_THAT(got.output, StartsWith("Example:\n  oct " + command.substr(0, 3)));
        CHECK_THAT(got.output, Contains("Usage: oct ") && Contains("--color auto|always|never"));
    }
}

TEST_CASE("the turret's help begins with an example too", "[apps][integration]") {
    const auto got = outcome_of({program("oct-turret"), "--help"});

    CHECK(got.code == 0);
    CHECK_THAT(got.output, StartsWith("Example:\n  oct-turret "));
    CHECK_THAT(got.output, Contains("--once"));
}

TEST_CASE("a misspelt command or flag is answered with what was meant", "[apps][integration]") {
    const auto [words, meant] = GENERATE(table<std::vector<std::string>, std::string>({
        {{"rnu"}, "there is no command rnu (did you mean run?)"},
        {{"new-projct", "x"}, "did you mean new-project?"},
        {{"--versoin"}, "did you mean --version?"},
        {{"run", "x", "--locla"}, "there is no flag --locla (did you mean --local?); see oct run"},
        {{"run", "x", "--result=out"}, "did you mean --results?"},
        {{"run", "--localhost-of-nobody", "x"}, "there is no flag --localhost-of-nobody; see"},
        {{"run", "x", "-r"}, "see oct run --help"},
        {{"run", "x", "--color", "pink"}, "--color pink: expected auto|always|never"},
    }));

    const auto got = oct_says(words);

    CHECK(got.code == 2);
    CHECK_THAT(got.output, Contains(meant));
}

TEST_CASE("a turret's misspelt flag is answered with what was meant", "[apps][integration]") {
    const auto got = outcome_of({program("oct-turret"), "--config-fiel", "x"});

    CHECK(got.code == 2);
    CHECK_THAT(got.output, StartsWith("oct-turret: ") && Contains("did you mean --config-file?"));
}

TEST_CASE("after two dashes nothing is a flag", "[apps][integration]") {
    const TempDir dir;

    const auto got = oct_says({"run", "-d", dir.path().string(), "--", "--local"});

    CHECK_THAT(got.output, Contains((dir.path() / "--local/config.json").string()));
}

TEST_CASE("colors are shown on a terminal and nowhere else", "[apps][integration]") {
    const Environment term("TERM", "xterm");
    const Environment allowed("NO_COLOR", "");
    const std::string oct = program("oct");

    CHECK_THAT(oct_says({"rnu"}).output, !Contains(kEscape));
    CHECK_THAT(on_a_terminal(oct + " rnu").output, Contains(kEscape));
    CHECK_THAT(on_a_terminal(oct + " run --color never").output, !Contains(kEscape));
    CHECK_THAT(oct_says({"run", "--color", "always", "--help"}).output, Contains(kEscape));
}

TEST_CASE("NO_COLOR and a dumb terminal switch colors off, --color has the last word",
          "[apps][integration]") {
    const auto [name, value] =
        GENERATE(table<const char*, const char*>({{"NO_COLOR", "1"}, {"TERM", "dumb"}}));
    const Environment term("TERM", "xterm");
    const Environment set(name, value);
    const std::string oct = program("oct");

    CHECK_THAT(on_a_terminal(oct + " rnu").output, !Contains(kEscape));
    CHECK_THAT(on_a_terminal(oct + " run --color always x --help").output, Contains(kEscape));
}

TEST_CASE("what was typed reaches the terminal without its control characters",
          "[apps][integration][fault-11]") {
    const std::string hostile =
        "\x1b]0;owned\x07\x9b"
        "31m\r\b\u202e";
    for (const auto& words : std::vector<std::vector<std::string>>{
             {hostile}, {"run", hostile}, {"run", "--" + hostile}, {"try", hostile}}) {
        const auto got = oct_says(words);
        CHECK(got.code == 2);
        CHECK_THAT(got.output, !Contains("\x1b") && !Contains("\r") && !Contains("\x07"));
        CHECK_THAT(got.output, Contains("owned"));
    }
}

TEST_CASE("docs/commands.md is what the table of commands says", "[apps][integration]") {
    const TempDir dir;

    REQUIRE(oct_says({"generate-manual", dir.path().string()}).code == 0);

    INFO("to update it: cp build/dev/share/commands.md docs/commands.md");
    CHECK(content_of(source_dir() + "/docs/commands.md") == content_of(dir.path() / "commands.md"));
}
