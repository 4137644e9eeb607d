// No run-time type information.
// says: compile without -fno-rtti
// flags: -fno-rtti
#include <oct/version.hpp>
