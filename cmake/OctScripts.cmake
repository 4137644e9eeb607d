# oct_add_script(NAME SOURCE...): one shared object that oct-turret loads, and a line about it in
# build/oct-scripts.json, where `oct` reads which file a script of config.json became.
function(oct_add_script name)
    add_library(${name} MODULE ${ARGN})
    target_link_libraries(${name} PRIVATE oct::oct)
    target_compile_features(${name} PRIVATE cxx_std_20)
    set_target_properties(${name} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON)
    list(GET ARGN 0 source)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_property(DIRECTORY APPEND PROPERTY OCT_SCRIPTS
        "  {\"script\": \"${source}\", \"shared_object\": \"$<TARGET_FILE:${name}>\", \"triple\": \"${CMAKE_CXX_COMPILER_TARGET}${CMAKE_LIBRARY_ARCHITECTURE}\"}")
    get_property(scheduled DIRECTORY PROPERTY OCT_SCRIPTS_SCHEDULED)
    if(NOT scheduled)
        set_property(DIRECTORY PROPERTY OCT_SCRIPTS_SCHEDULED ON)
        cmake_language(DEFER CALL oct_write_scripts_json)
    endif()
endfunction()

function(oct_write_scripts_json)
    get_property(lines DIRECTORY PROPERTY OCT_SCRIPTS)
    list(JOIN lines ",\n" text)
    file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/oct-scripts.json CONTENT "[\n${text}\n]\n")
endfunction()
