// fork and exec by hand, because posix_spawn cannot set the death signal.
#include "project/process/child_process.hpp"

#include <oct/error.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace oct::project {
namespace {

constexpr std::size_t kReadBytes = 16384;

// A pipe whose ends are closed on exec and at the end of the scope.
struct Pipe {
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw Error("no pipe for a child process: " + std::generic_category().message(errno));
        // A program without stdin, stdout or stderr would get their numbers, which the child sets.
        for (int& end : ends) {
            if (end > 2) continue;
            const int low = end;
            end = ::fcntl(low, F_DUPFD_CLOEXEC, 3);
            ::close(low);
        }
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close(0);
        close(1);
    }
    void close(std::size_t end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
    std::array<int, 2> ends{-1, -1};
};

// Everything the child needs, made before the fork: after it nothing may allocate.
struct Plan {
    std::vector<char*> argv;
    const char* directory;  // null: stay
    bool own_group;
    int output;
    int error;  // gets errno when something fails before the program runs
    pid_t parent;
};

// Sockets that were opened without O_CLOEXEC must not keep their ports in the child.
void close_on_exec_all() noexcept {
#ifdef SYS_close_range
    constexpr unsigned kCloseOnExec = 4;
    if (::syscall(SYS_close_range, 3U, ~0U, kCloseOnExec) == 0) return;
#endif
    for (int fd = 3; fd < 4096; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

// Not SIGHUP: who ignores it does so by nohup, and for all that is started under it.
void restore_signals() noexcept {
    for (const int number : {SIGINT, SIGTERM, SIGQUIT, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2, SIGXFSZ})
        ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// In the child. Only async-signal-safe calls: other threads' locks were copied as they stood.
[[noreturn]] void become(const Plan& plan) noexcept {
    if (plan.own_group) ::setpgid(0, 0);
    restore_signals();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != plan.parent) ::_exit(127);  // the parent died before prctl
    const int nothing = ::open("/dev/null", O_RDONLY);
    const bool redirected =
        ::dup2(nothing, 0) == 0 && ::dup2(plan.output, 1) == 1 && ::dup2(plan.output, 2) == 2;
    close_on_exec_all();
    if (redirected && (plan.directory == nullptr || ::chdir(plan.directory) == 0))
        ::execv(plan.argv[0], plan.argv.data());
    const int error = errno;
    [[maybe_unused]] const auto told = ::write(plan.error, &error, sizeof error);
    ::_exit(127);
}

void block_signals() noexcept {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

// Whose children nobody waits for: the kernel forgets at once how they ended.
void require_known_ends() {
    struct sigaction action {};
    if (::sigaction(SIGCHLD, nullptr, &action) != 0) return;
    if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT) != 0)
        throw Error(
            "this program ignores SIGCHLD, so that it cannot know how a child process ends: set it "
            "to SIG_DFL before");
}

int open_process(pid_t pid) noexcept {
#ifdef SYS_pidfd_open
    return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U));
#else
    return -1;
#endif
}

// Without taking its status: the pid stays valid until reap().
bool has_ended(pid_t pid) noexcept {
    siginfo_t info{};
    const int result = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
    return (result == 0 && info.si_pid == pid) || (result != 0 && errno == ECHILD);
}

}  // namespace

ChildProcess::ChildProcess(ChildOptions options)
    : options_(std::move(options)), thread_([this] { live(); }) {
    const base::MutexLock lock(mutex_);
    while (!started_ && start_error_.empty()) changed_.wait(mutex_);
    if (!started_) throw Error(start_error_);
}

ChildProcess::~ChildProcess() {
    terminate(std::chrono::nanoseconds(0));
}

void ChildProcess::live() {
    block_signals();  // they are meant for the program's own threads
    std::optional<Pipe> output;
    std::string error;
    try {
        output.emplace();
        start(output->ends[1]);
    } catch (const std::exception& e) {
        error = e.what();
    }
    {
        const base::MutexLock lock(mutex_);
        started_ = error.empty();
        start_error_ = error;
        line_.reserve(options_.on_line ? options_.output_bytes : 0);
        output_.reserve(2 * options_.output_bytes + kReadBytes);  // so that append never throws
    }
    changed_.notify_all();
    if (!error.empty()) return;
    output->close(1);
    ::fcntl(output->ends[0], F_SETFL, O_NONBLOCK);
    collect(output->ends[0]);
    reap();
    changed_.notify_all();
}

void ChildProcess::start(int output_pipe) {
    require_known_ends();
    Pipe error;
    Plan plan{{}, nullptr, options_.own_group, output_pipe, error.ends[1], ::getpid()};
    for (const auto& argument : options_.arguments)
        plan.argv.push_back(const_cast<char*>(argument.c_str()));
    plan.argv.push_back(nullptr);
    if (!options_.directory.empty()) plan.directory = options_.directory.c_str();

    const pid_t pid = ::fork();
    if (pid == 0) become(plan);
    int number = pid < 0 ? errno : 0;
    if (pid > 0) {
        if (options_.own_group) ::setpgid(pid, pid);  // both do it, so neither comes too late
        error.close(1);
        ssize_t got = 0;
        do {
            got = ::read(error.ends[0], &number, sizeof number);
        } while (got < 0 && errno == EINTR);
        if (got > 0) ::waitpid(pid, nullptr, 0);
    }
    if (number != 0)
        throw Error(fmt::format("{}: cannot be started: {}", options_.arguments.front(),
                                std::generic_category().message(number)));
    pid_ = pid;
}

void ChildProcess::collect(int output_pipe) {
    const int process = open_process(pid_);
    // Without a pidfd (old kernels) the end is looked for ten times a second.
    const int timeout_ms = process < 0 ? 100 : -1;
    std::array<pollfd, 2> events{{{output_pipe, POLLIN, 0}, {process, POLLIN, 0}}};
    while (!has_ended(pid_)) {
        ::poll(events.data(), events.size(), timeout_ms);
        append(output_pipe);
        // At its end the pipe would wake us for ever; the process may still run.
        if ((events[0].revents & (POLLHUP | POLLERR)) != 0) events[0].fd = -1;
    }
    append(output_pipe);
    if (!line_.empty()) options_.on_line(line_);  // last words without a line end
    if (process >= 0) ::close(process);
}

// Takes what is there. A grandchild may hold the pipe open and write on, so it is bounded.
void ChildProcess::append(int output_pipe) {
    std::array<char, kReadBytes> buffer;
    for (int round = 0; round < 128; ++round) {
        const ssize_t got = ::read(output_pipe, buffer.data(), buffer.size());
        if (got <= 0) return;
        pass_on({buffer.data(), static_cast<std::size_t>(got)});
        const base::MutexLock lock(mutex_);
        output_.append(buffer.data(), static_cast<std::size_t>(got));
        if (output_.size() > 2 * options_.output_bytes)
            output_.erase(0, output_.size() - options_.output_bytes);
    }
}

void ChildProcess::pass_on(std::string_view bytes) {
    if (!options_.on_line) return;
    for (const char c : bytes) {
        if (c != '\n') line_.push_back(c);
        if (c != '\n' && line_.size() < options_.output_bytes) continue;
        options_.on_line(line_);
        line_.clear();
    }
}

// Under the lock, so that signal() never hits a pid that was given to another process.
void ChildProcess::reap() {
    const base::MutexLock lock(mutex_);
    int word = 0;
    // Fails only where the program has begun to ignore SIGCHLD meanwhile.
    status_ = ::waitpid(pid_, &word, 0) == pid_ ? ExitStatus::from_wait(word) : ExitStatus{255, 0};
}

void ChildProcess::signal(int number) const {
    const base::MutexLock lock(mutex_);
    if (!status_) ::kill(options_.own_group ? -pid_ : pid_, number);
}

std::optional<ExitStatus> ChildProcess::poll() const {
    const base::MutexLock lock(mutex_);
    return status_;
}

ExitStatus ChildProcess::wait() const {
    const base::MutexLock lock(mutex_);
    while (!status_) changed_.wait(mutex_);
    return *status_;
}

std::optional<ExitStatus> ChildProcess::wait_until(
    std::chrono::steady_clock::time_point deadline) const {
    const base::MutexLock lock(mutex_);
    while (!status_ && changed_.wait_until(mutex_, deadline) != std::cv_status::timeout) {
    }
    return status_;
}

ExitStatus ChildProcess::terminate(std::chrono::nanoseconds grace) {
    if (grace.count() > 0) {
        signal(SIGTERM);
        wait_until(std::chrono::steady_clock::now() + grace);
    }
    signal(SIGKILL);
    return wait();
}

std::string ChildProcess::output() const {
    const base::MutexLock lock(mutex_);
    const auto surplus = output_.size() > options_.output_bytes
                             ? output_.size() - options_.output_bytes
                             : std::size_t{0};
    return output_.substr(surplus);
}

}  // namespace oct::project
