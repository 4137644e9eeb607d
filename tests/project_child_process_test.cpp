// Child processes: what they print and return, and that none of them is ever left behind.
#include <oct/error.hpp>

#include "project/process/child_process.hpp"
#include "project/process/find_program.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <array>
#include <fcntl.h>
#include <memory>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using Catch::Matchers::Contains;
using namespace std::chrono_literals;

namespace {

oct::project::ChildOptions shell(const std::string& script) {
    return {.arguments = {"/bin/sh", "-c", script}, .directory = {}};
}

// A killed grandchild is reaped by init, or stays a zombie where there is none.
bool runs(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string number;
    std::string name;
    std::string state;
    return (stat >> number >> name >> state) && state != "Z" && state != "X";
}

bool ends_within(std::chrono::seconds time, pid_t pid) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (runs(pid) && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(5ms);
    return !runs(pid);
}

// Waits until the child has said something.
std::string first_words(const oct::project::ChildProcess& child) {
    while (child.output().find('\n') == std::string::npos && !child.poll())
        std::this_thread::sleep_for(5ms);
    return child.output();
}

}  // namespace

TEST_CASE("a child's output and exit code are collected", "[project][integration]") {
    const oct::project::ChildProcess child(shell("echo out; echo err >&2; exit 3"));

    const auto status = child.wait();

    CHECK(status.code == 3);
    CHECK(status.to_string() == "exit status 3");
    CHECK(child.output() == "out\nerr\n");
    CHECK(child.poll().has_value());
}

TEST_CASE("a child keeps the last bytes of a long output", "[project][integration]") {
    auto options = shell("seq 1 200000; echo last words");
    options.output_bytes = 100;
    const oct::project::ChildProcess child(options);

    child.wait();

    CHECK(child.output().size() == 100);
    CHECK_THAT(child.output(), Contains("200000\nlast words\n"));
}

TEST_CASE("a child's lines are passed on whole with long ones in parts", "[project][integration]") {
    std::vector<std::string> lines;
    auto options = shell("echo first; echo; echo 1234567890abc; printf last");
    options.output_bytes = 10;
    options.on_line = [&](std::string_view line) { lines.emplace_back(line); };
    const oct::project::ChildProcess child(options);

    child.wait();

    CHECK(lines == std::vector<std::string>{"first", "", "1234567890", "abc", "last"});
}

TEST_CASE("a child starts in the folder it is given with an empty stdin",
          "[project][integration]") {
    const oct::testing::TempDir dir;
    auto options = shell("pwd -P; cat");
    options.directory = dir.path();
    const oct::project::ChildProcess child(options);

    child.wait();

    CHECK(child.output() == std::filesystem::canonical(dir.path()).string() + "\n");
}

TEST_CASE("a program that cannot be started is named", "[project][integration]") {
    CHECK_THROWS_WITH(oct::project::ChildProcess({.arguments = {"/none/such"}, .directory = {}}),
                      "/none/such: cannot be started: No such file or directory");
}

TEST_CASE("where SIGCHLD is ignored no child is started, for its end would not be known",
          "[project]") {
    ::signal(SIGCHLD, SIG_IGN);
    CHECK_THROWS_WITH(oct::project::ChildProcess(shell("exit 0")),
                      Catch::Contains("ignores SIGCHLD"));
    ::signal(SIGCHLD, SIG_DFL);
}

TEST_CASE("a running child has no status yet and ends by SIGTERM", "[project][integration]") {
    oct::project::ChildProcess child(
        shell("trap 'echo bye; exit 4' TERM; echo up; while :; do sleep 0.01; done"));
    first_words(child);

    CHECK_FALSE(child.poll().has_value());
    CHECK(child.terminate(20s).code == 4);
    CHECK_THAT(child.output(), Catch::Matchers::EndsWith("bye\n"));
}

TEST_CASE("a child that ignores SIGTERM is killed after the grace", "[project][integration]") {
    oct::project::ChildProcess child(shell("trap '' TERM; echo up; while :; do sleep 0.01; done"));
    first_words(child);

    const auto status = child.terminate(50ms);

    CHECK(status.signal == SIGKILL);
    CHECK(status.to_string() == "SIGKILL (signal 9)");
}

TEST_CASE("a child is killed with its own children at the end of the scope",
          "[project][integration]") {
    auto child = std::make_unique<oct::project::ChildProcess>(shell("sleep 60 & echo $!; wait"));
    const pid_t grandchild = std::stoi(first_words(*child));
    const pid_t pid = child->pid();

    child.reset();

    CHECK(::kill(pid, 0) == -1);
    CHECK(ends_within(10s, grandchild));
}

TEST_CASE("a child has a process group of its own unless told otherwise",
          "[project][integration]") {
    const oct::project::ChildProcess own(shell("sleep 60"));
    auto options = shell("sleep 60");
    options.own_group = false;
    const oct::project::ChildProcess shared(options);

    CHECK(::getpgid(own.pid()) == own.pid());
    CHECK(::getpgid(shared.pid()) == ::getpgrp());
}

TEST_CASE("a child outlives the thread that asked for it", "[project][integration]") {
    std::unique_ptr<oct::project::ChildProcess> child;
    std::thread([&] {
        child = std::make_unique<oct::project::ChildProcess>(shell("sleep 60"));
    }).join();

    std::this_thread::sleep_for(20ms);

    CHECK(runs(child->pid()));
    CHECK_FALSE(child->poll().has_value());
}

TEST_CASE("a child does not outlive a killed parent", "[project][integration]") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const pid_t parent = ::fork();
    if (parent == 0) {
        const oct::project::ChildProcess child(shell("sleep 60"));
        const pid_t pid = child.pid();
        [[maybe_unused]] const auto told = ::write(ends[1], &pid, sizeof pid);
        ::pause();
    }
    pid_t child = 0;
    REQUIRE(::read(ends[0], &child, sizeof child) == sizeof child);

    ::kill(parent, SIGKILL);
    ::waitpid(parent, nullptr, 0);

    CHECK(ends_within(10s, child));
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("a child inherits no open file", "[project][integration]") {
    const int fd = ::open("/dev/null", O_RDONLY);
    const oct::project::ChildProcess child(
        shell("test -e /proc/self/fd/" + std::to_string(fd) + " && echo leaked; echo done"));

    child.wait();
    ::close(fd);

    CHECK(child.output() == "done\n");
}

TEST_CASE("a program is found in PATH or by its path", "[project]") {
    CHECK(oct::project::find_program("sh").has_value());
    CHECK(oct::project::find_program("/bin/sh") == "/bin/sh");
    CHECK_FALSE(oct::project::find_program("no-such-program").has_value());
    CHECK_FALSE(oct::project::find_program("/etc").has_value());
    CHECK_FALSE(oct::project::find_program("").has_value());
}
