# Makes the CMake package and the pkg-config file, in the build tree and as install rules.
#
# <build>/lib/cmake/oct and <prefix>/lib/cmake/oct hold the same files but octTargets.cmake, so that
# CMAKE_PREFIX_PATH may name a build tree as well as a prefix. An embedding project gets none of it.
if(NOT PROJECT_IS_TOP_LEVEL AND NOT OCT_INSTALL)
    return()
endif()
include(CMakePackageConfigHelpers)

set(oct_targets oct)
set(oct_components core scripts)
foreach(pair IN ITEMS programs:oct_cli programs:oct_turret turret_main:oct_turret_main)
    string(REPLACE ":" ";" pair ${pair})
    list(GET pair 0 component)
    list(GET pair 1 target)
    if(TARGET ${target})
        list(APPEND oct_targets ${target})
        list(APPEND oct_components ${component})
    endif()
endforeach()
list(REMOVE_DUPLICATES oct_components)
if(TARGET oct_turret_main)
    set_target_properties(oct_turret_main PROPERTIES EXPORT_NAME turret_main)
endif()

# What only the configuring machine knows: whether a static liboct makes its users link the rest.
set(oct_package_dir ${PROJECT_BINARY_DIR}/lib/cmake/oct)
configure_file(${CMAKE_CURRENT_LIST_DIR}/octConfig.cmake.in ${oct_package_dir}/octConfig.cmake @ONLY)
configure_file(${CMAKE_CURRENT_LIST_DIR}/OctScripts.cmake ${oct_package_dir}/OctScripts.cmake COPYONLY)
write_basic_package_version_file(${oct_package_dir}/octConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)  # SameMajorVersion from 1.0 on
export(TARGETS ${oct_targets} NAMESPACE oct:: FILE ${oct_package_dir}/octTargets.cmake)

if(NOT OCT_INSTALL)
    return()
endif()

# Installed programs find liboct by its place beside them, so a prefix may be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_FULL_BINDIR}
    OUTPUT_VARIABLE oct_bin_to_lib)
foreach(program IN ITEMS oct_cli oct_turret)
    if(TARGET ${program})
        set_target_properties(${program} PROPERTIES INSTALL_RPATH "$ORIGIN/${oct_bin_to_lib}")
    endif()
endforeach()

install(TARGETS ${oct_targets} EXPORT octTargets
    FILE_SET public_headers FILE_SET generated_headers)
set(oct_install_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/oct)
install(EXPORT octTargets NAMESPACE oct:: DESTINATION ${oct_install_package_dir})
install(FILES ${oct_package_dir}/octConfig.cmake ${oct_package_dir}/octConfigVersion.cmake
    ${oct_package_dir}/OctScripts.cmake DESTINATION ${oct_install_package_dir})

set(oct_pc_to_prefix "..")
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY
    ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE oct_pc_to_prefix)
if(BUILD_SHARED_LIBS)
    set(oct_pc_requires "")
    set(oct_pc_cflags "")
else()
    set(oct_pc_requires "fmt sqlite3 libzmq libarchive nettle zlib")
    set(oct_pc_cflags " -DOCT_STATIC_DEFINE")
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/oct.pc.in ${PROJECT_BINARY_DIR}/oct.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/oct.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET oct_manual)
    install(DIRECTORY ${PROJECT_BINARY_DIR}/share/man/ DESTINATION ${CMAKE_INSTALL_MANDIR})
    foreach(shell IN ITEMS bash-completion zsh fish)
        install(DIRECTORY ${PROJECT_BINARY_DIR}/share/${shell}
            DESTINATION ${CMAKE_INSTALL_DATAROOTDIR})
    endforeach()
endif()
install(FILES ${CMAKE_CURRENT_LIST_DIR}/tsan.supp DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/oct)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
