// Signals, standard streams, descriptors, the last resort without memory: no threads yet.
#include "prepare_process.hpp"

#include "exit_code.hpp"

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <initializer_list>
#include <new>
#include <pthread.h>
#include <signal.h>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

namespace oct::apps {
namespace {

// The lowest number that is free is the one that is closed.
void open_standard_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(stream, F_GETFD) == -1 && errno == EBADF) (void)::open("/dev/null", O_RDONLY);
}

rlimit inherited_descriptors;

// What is not granted is missed, and told, only where it is needed. Programs that are started from
// here may use select() or close all that may be open: they get the limit that we were started
// with, and a turret raises it again by itself.
void raise_descriptor_limit() {
    if (::getrlimit(RLIMIT_NOFILE, &inherited_descriptors) != 0) return;
    ::pthread_atfork(nullptr, nullptr, [] { ::setrlimit(RLIMIT_NOFILE, &inherited_descriptors); });
    rlimit limit = inherited_descriptors;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::terminate_handler end_of_others = nullptr;

void write_out(std::string_view text) {
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

// Nothing here takes memory.
void end_without_memory() {
    try {
        if (std::current_exception()) throw;
    } catch (const std::bad_alloc&) {
        write_out(program_invocation_short_name);
        write_out(": ");
        write_out(kOutOfMemory);
        write_out("\n");
        ::_exit(kFailed);
    } catch (...) {
    }
    end_of_others();
}

}  // namespace

void prepare_process() {
    end_of_others = std::set_terminate(end_without_memory);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);
    ::signal(SIGCHLD, SIG_DFL);
    open_standard_streams();
    raise_descriptor_limit();
}

}  // namespace oct::apps
