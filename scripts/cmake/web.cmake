# The pages of src/web: installed and built by npm, embedded in a generated source.

# llmbench_embed_pages(OUT): OUT is the source of the module pages. With LLMBENCH_WEB=OFF it holds no pages and needs no
# Node. Packages are installed again only when the lock file has changed, pages built only when a source has.
function(llmbench_embed_pages out)
  set(generated "${PROJECT_BINARY_DIR}/generated/embedded_pages.cpp")
  set(${out} "${generated}" PARENT_SCOPE)
  set(web "${PROJECT_SOURCE_DIR}/src/web")
  if(NOT LLMBENCH_WEB)
    configure_file("${web}/build/no_pages.cpp" "${generated}" COPYONLY)
    return()
  endif()
  find_program(LLMBENCH_NODE NAMES node nodejs)
  find_program(LLMBENCH_NPM npm)
  if(NOT LLMBENCH_NODE OR NOT LLMBENCH_NPM)
    message(FATAL_ERROR "The pages need node (18.19 or newer) and npm: install them (Debian: nodejs npm), or configure with -DLLMBENCH_WEB=OFF")
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${web}/src/*" "${web}/public/*")
  list(FILTER sources EXCLUDE REGEX "\\.test\\.ts$|/schema\\.d\\.ts$")
  set(packages "${PROJECT_BINARY_DIR}/web/packages.stamp")
  set(parts --build)
  if(LLMBENCH_TESTS)
    set(parts "")
  endif()
  add_custom_command(
    OUTPUT "${packages}"
    COMMAND "${PROJECT_SOURCE_DIR}/scripts/lib/node_packages" ${parts} src/web
    COMMAND "${CMAKE_COMMAND}" -E touch "${packages}"
    DEPENDS "${web}/package-lock.json" "${PROJECT_SOURCE_DIR}/scripts/lib/node_packages"
    COMMENT "Installing the packages of the pages"
    VERBATIM)
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${LLMBENCH_NODE}" "${web}/build/build.mjs" "${PROJECT_BINARY_DIR}/web/dist" "${generated}"
    DEPENDS ${sources} "${packages}" "${web}/index.html" "${web}/vite.config.ts" "${web}/svelte.config.js"
            "${web}/tsconfig.json" "${web}/build/build.mjs"
    WORKING_DIRECTORY "${web}"
    COMMENT "Building the pages"
    VERBATIM)
endfunction()
