# oct_embed(OUT DIR): writes OUT, a C++ file that holds every file below DIR as bytes, made again
# whenever one of them changes. Run as a script it does the writing: cmake -DOUT= -DDIR= -P.
if(CMAKE_SCRIPT_MODE_FILE)
    file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE ${DIR} ${DIR}/*)
    list(SORT files)
    set(arrays "")
    set(rows "")
    set(n 0)
    foreach(name IN LISTS files)
        file(READ ${DIR}/${name} hex HEX)
        string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
        string(APPEND arrays "constexpr unsigned char kFile${n}[] = {${bytes}0};\n")
        string(APPEND rows "    {\"${name}\", {reinterpret_cast<const char*>(kFile${n}), sizeof(kFile${n}) - 1}},\n")
        math(EXPR n "${n} + 1")
    endforeach()
    file(WRITE ${OUT} "// Made by cmake/OctEmbed.cmake from ${n} files.\n#include \"base/embedded.hpp\"\n\n"
        "namespace oct::base {\nnamespace {\n\n${arrays}\n"
        "const EmbeddedFile kFiles[] = {\n${rows}};\n\n}  // namespace\n\n"
        "std::span<const EmbeddedFile> embedded_files() noexcept { return kFiles; }\n\n}  // namespace oct::base\n")
    return()
endif()

function(oct_embed out dir)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS LIST_DIRECTORIES false ${dir}/*)
    add_custom_command(OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DDIR=${dir} -P ${PROJECT_SOURCE_DIR}/cmake/OctEmbed.cmake
        DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/OctEmbed.cmake
        COMMENT "Embedding the project template")
endfunction()
