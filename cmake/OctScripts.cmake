# oct_target_triple(OUT): what compiled code runs on: named by the compiler, or put together from
# what it says.
function(oct_target_triple out)
    set(triple "${CMAKE_CXX_COMPILER_TARGET}")
    if(NOT triple)
        set(triple "${CMAKE_LIBRARY_ARCHITECTURE}")
    endif()
    if(NOT triple)
        string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}-${CMAKE_SYSTEM_NAME}" triple)
    endif()
    set(${out} "${triple}" PARENT_SCOPE)
endfunction()

# oct_add_script(NAME SOURCE...): one shared object that oct-turret loads. The first source is the
# `script` of config.json. A line about it goes into oct-scripts.json of the build folder, where
# `oct` reads which file a script became: paths relative to the top-level project, in UTF-8.
function(oct_add_script name)
    if(NOT ARGN)
        message(FATAL_ERROR "oct_add_script(${name}): expected a source file after the name")
    endif()
    add_library(${name} MODULE ${ARGN})
    target_link_libraries(${name} PRIVATE oct::oct)
    target_compile_features(${name} PRIVATE cxx_std_20)
    # The same script is the same bytes, wherever the project lies.
    target_compile_options(${name} PRIVATE -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)
    set_target_properties(${name} PROPERTIES BUILD_RPATH_USE_ORIGIN ON
        PREFIX "" SUFFIX ".so" CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON)
    list(GET ARGN 0 source)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_SOURCE_DIR})

    oct_target_triple(triple)

    foreach(text IN ITEMS source triple)
        string(REPLACE "\\" "\\\\" ${text} "${${text}}")
        string(REPLACE "\"" "\\\"" ${text} "${${text}}")
    endforeach()
    set_property(GLOBAL APPEND PROPERTY OCT_SCRIPTS
        "  {\"script\": \"${source}\", \"shared_object\": \"$<TARGET_FILE:${name}>\", \"triple\": \"${triple}\"}")
    get_property(scheduled GLOBAL PROPERTY OCT_SCRIPTS_SCHEDULED)
    if(NOT scheduled)
        set_property(GLOBAL PROPERTY OCT_SCRIPTS_SCHEDULED ON)
        cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL oct_write_scripts_json)
    endif()
endfunction()

function(oct_write_scripts_json)
    get_property(lines GLOBAL PROPERTY OCT_SCRIPTS)
    list(JOIN lines ",\n" text)
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/oct-scripts.json CONTENT "[\n${text}\n]\n")
endfunction()
