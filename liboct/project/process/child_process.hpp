// A child process: started, watched, ended, never left behind.
#pragma once

#include "base/mutex.hpp"
#include "project/process/exit_status.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace oct::project {

/// What to start, and how.
struct ChildOptions {
    std::vector<std::string> arguments;  ///< [0] is the program's path; see find_program
    std::filesystem::path directory;     ///< to start in; empty: the caller's
    /// A group of its own: a Ctrl-C of the terminal does not reach it, signals reach its children.
    bool own_group = true;
    /// Called on the child's thread for each line of its output, without the line end; longer lines
    /// than output_bytes come in parts. Must not throw.
    std::function<void(std::string_view line)> on_line{};
    std::size_t output_bytes = std::size_t{64} << 10;  ///< of its output kept: the last ones
};

/// A running program whose stdout and stderr are collected; its stdin is empty.
///
/// A thread of its own forks it, reads its output and reaps it. That is more than convenience: the
/// kernel kills the child when the *thread* that forked it ends (PR_SET_PDEATHSIG), so this thread
/// has to live as long as the child. When the whole process dies, even by SIGKILL, the child does.
///
/// Errors:     the constructor throws Error naming the program when it cannot be started, and where
///             SIGCHLD is ignored.
/// Threading:  shared.
class ChildProcess {
public:
    explicit ChildProcess(ChildOptions options);
    ~ChildProcess();  ///< Kills it when it still runs.
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    /// How it ended; nothing while it runs.
    [[nodiscard]] std::optional<ExitStatus> poll() const;
    /// Waits for its end.
    ExitStatus wait() const;
    /// Waits for its end, but not beyond `deadline`.
    std::optional<ExitStatus> wait_until(std::chrono::steady_clock::time_point deadline) const;
    /// Sends it a signal, and to its group where it has one; does nothing when it has ended.
    void signal(int number) const;
    /// SIGTERM, and SIGKILL when it still runs after `grace`; does nothing when it has ended.
    ExitStatus terminate(std::chrono::nanoseconds grace);
    /// The last bytes of its stdout and stderr so far; complete once it has ended.
    [[nodiscard]] std::string output() const;

private:
    void live();                  // the thread
    void start(int output_pipe);  // forks; throws Error
    void collect(int output_pipe);
    void append(int output_pipe);
    void pass_on(std::string_view bytes);
    void reap();

    const ChildOptions options_;
    pid_t pid_ = 0;     // set before the constructor returns, constant from then on
    std::string line_;  // the thread's own: output since the last line end, for on_line
    mutable base::Mutex mutex_;
    mutable std::condition_variable_any changed_;
    bool started_ OCT_GUARDED_BY(mutex_) = false;
    std::string start_error_ OCT_GUARDED_BY(mutex_);
    std::string output_ OCT_GUARDED_BY(mutex_);
    std::optional<ExitStatus> status_ OCT_GUARDED_BY(mutex_);
    std::jthread thread_;
};

}  // namespace oct::project
