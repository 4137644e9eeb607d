# Flags of the project's own targets: never set globally, so that an embedding project keeps its own.

# oct_precompile_headers(TARGET [HEADER...]): what most files include, read by the compiler once. Each
# file includes what it needs all the same: the presets for checks compile without.
function(oct_precompile_headers target)
    target_precompile_headers(${target} PRIVATE <algorithm> <chrono> <filesystem> <functional> <map>
        <memory> <optional> <string> <vector> ${ARGN})
    # With them and -O3, gcc 12 calls the copy of its bug 105651 (see below) an overflow, too.
    set(gcc12 $<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>)
    if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
        target_compile_options(${target} PRIVATE
            "$<${gcc12}:-Wno-array-bounds;-Wno-stringop-overflow>")
    endif()
    # ccache trusts no precompiled header unless it is told to.
    if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache$")
        set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER
            "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${CMAKE_CXX_COMPILER_LAUNCHER}")
        target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    endif()
endfunction()

function(oct_target_defaults target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES
        CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
        -Woverloaded-virtual -Wconversion -Wno-sign-conversion
        # RapidJSON 1.1 compares its iterators in a way that C++20 calls ambiguous and means the same.
        "$<$<CXX_COMPILER_ID:Clang>:-Wthread-safety;-Wno-ambiguous-reversed-operator>"
        # gcc 12 optimizes "a" + std::string into a copy that it then calls overlapping (its bug 105651).
        $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
        $<$<BOOL:${OCT_WERROR}>:-Werror>)
    if(OCT_SANITIZE)
        # The inserted checks make gcc see uninitialized values in <regex> and <functional>.
        target_compile_options(${target} PRIVATE -fsanitize=${OCT_SANITIZE} -fno-omit-frame-pointer
            -fno-sanitize-recover=all
            $<$<CXX_COMPILER_ID:Clang>:-fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/cmake/sanitize-ignore.txt>
            $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
        target_link_options(${target} PRIVATE -fsanitize=${OCT_SANITIZE})
    endif()
    if(OCT_FUZZ)
        # Lets libFuzzer see which branches an input reached; without it, it only guesses.
        target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
endfunction()
