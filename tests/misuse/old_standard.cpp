// A standard of C++ before 20.
// says: compile with -std=c\+\+20 or later
// flags: -std=c++17
#include <oct/version.hpp>
