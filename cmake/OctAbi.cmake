# oct_abi_checks(OUT): C++ for export.hpp that refuses a compilation which does not fit this liboct.
#
# What liboct is compiled with is asked of the compiler, with the flags of this build.
function(oct_abi_checks out)
    string(TOUPPER "${CMAKE_BUILD_TYPE}" config)
    separate_arguments(flags UNIX_COMMAND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${config}}")
    get_directory_property(options COMPILE_OPTIONS)
    get_directory_property(definitions COMPILE_DEFINITIONS)
    list(TRANSFORM definitions PREPEND -D)
    list(APPEND flags ${options} ${definitions})
    list(FILTER flags EXCLUDE REGEX "\\$<")  # generator expressions
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} ${flags} -std=c++20 -x c++ -dM -E -include version /dev/null
        OUTPUT_VARIABLE macros COMMAND_ERROR_IS_FATAL ANY)
    set(debug_state "without")
    set(debug_wrong "defined(_GLIBCXX_DEBUG)")
    set(debug_remedy "compile without it, or build liboct with CXXFLAGS=-D_GLIBCXX_DEBUG")
    if(macros MATCHES "#define _GLIBCXX_DEBUG[ \n]")
        set(debug_state "with")
        set(debug_wrong "!defined(_GLIBCXX_DEBUG)")
        set(debug_remedy "compile with it too, or build liboct without it")
    endif()
    set(abi 1)
    if(macros MATCHES "#define _GLIBCXX_USE_CXX11_ABI 0")
        set(abi 0)
    endif()
    set(${out} "
#if __cplusplus < 202002L
#error \"liboct needs C++20: compile with -std=c++20 or later\"
#endif
#ifndef __cpp_rtti
#error \"liboct needs run-time type information: compile without -fno-rtti\"
#endif
#ifndef __cpp_exceptions
#error \"liboct needs exceptions: compile without -fno-exceptions\"
#endif
// The layout of the standard library's classes, which stand in liboct's own.
#include <version>
#if ${debug_wrong}
#error \"this liboct was built ${debug_state} _GLIBCXX_DEBUG: ${debug_remedy}\"
#endif
#if defined(_GLIBCXX_USE_CXX11_ABI) && _GLIBCXX_USE_CXX11_ABI != ${abi}
#error \"this liboct was built with _GLIBCXX_USE_CXX11_ABI=${abi}: compile with the same\"
#endif
" PARENT_SCOPE)
endfunction()
