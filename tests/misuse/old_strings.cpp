// Strings of another layout.
// says: this liboct was built with _GLIBCXX_USE_CXX11_ABI=1: compile with the same
// flags: -D_GLIBCXX_USE_CXX11_ABI=0
#include <oct/version.hpp>
