// No exceptions.
// says: compile without -fno-exceptions
// flags: -fno-exceptions
#include <oct/version.hpp>
