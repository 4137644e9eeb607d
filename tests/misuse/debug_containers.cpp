// Containers of another layout.
// says: this liboct was built without _GLIBCXX_DEBUG: compile without it
// flags: -D_GLIBCXX_DEBUG
#include <oct/version.hpp>
