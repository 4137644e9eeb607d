// What a program inherits from whoever starts it, made fit before anything else.
#pragma once

namespace oct::apps {

/// Call it first in main(): nothing that follows depends on how the program was started.
///
/// - SIGPIPE and SIGXFSZ are ignored: a reader that has gone and a file that may not grow are
///   errors of write, not our end. SIGCHLD is not: who ignores it never learns how a child ended.
/// - Standard streams that are closed are opened so that nothing can be written to them: the first
///   file that is opened would get their number, and what is printed with it.
/// - As many descriptors may be open as the hard limit allows: each connection of a cannon is one.
///   Who is forked has the limit that this program was started with.
/// - Where memory is lacking in a thread, or while an error is dealt with, the program ends with a
///   sentence and not by SIGABRT.
void prepare_process();

}  // namespace oct::apps
