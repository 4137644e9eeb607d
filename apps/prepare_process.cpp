// Signals, standard streams, descriptors: a few system calls, no threads yet.
#include "prepare_process.hpp"

#include <cerrno>
#include <fcntl.h>
#include <initializer_list>
#include <pthread.h>
#include <signal.h>
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

}  // namespace

void prepare_process() {
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);
    ::signal(SIGCHLD, SIG_DFL);
    open_standard_streams();
    raise_descriptor_limit();
}

}  // namespace oct::apps
