# Installs a build into PREFIX by way of another folder: what names its own place then fails.
file(REMOVE_RECURSE ${PREFIX} ${PREFIX}.elsewhere)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${PREFIX}.elsewhere
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${PREFIX}.elsewhere ${PREFIX})
foreach(file IN ITEMS man/man1/oct.1 man/man1/oct-run.1 man/man1/oct-turret.1
        bash-completion/completions/oct zsh/site-functions/_oct fish/vendor_completions.d/oct.fish)
    if(NOT EXISTS ${PREFIX}/share/${file})
        message(FATAL_ERROR "${PREFIX}/share/${file} was not installed")
    endif()
endforeach()
