# What liboct stands on, all from the system's packages; CONTRIBUTING.md says what each one saves us.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(SQLite3 3.34 REQUIRED)
find_package(fmt REQUIRED)
pkg_check_modules(ZMQ REQUIRED IMPORTED_TARGET libzmq>=4.3)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(NETTLE REQUIRED IMPORTED_TARGET nettle)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)

foreach(header IN ITEMS zmq.hpp rapidjson/reader.h kainjow/mustache.hpp)
    string(MAKE_C_IDENTIFIER OCT_HAVE_${header} found)
    find_path(${found} ${header})
    mark_as_advanced(${found})
    if(NOT ${found})
        message(FATAL_ERROR "${header} not found: run scripts/install-packages, or install "
            "cppzmq-dev, rapidjson-dev and libkainjow-mustache-dev")
    endif()
endforeach()
