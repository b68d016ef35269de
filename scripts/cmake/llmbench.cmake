# Build helpers: one function per kind of target, so that module and test lists stay short.

# Flags every target of ours shares; third-party targets never see them.
add_library(llmbench_flags INTERFACE)
target_include_directories(llmbench_flags INTERFACE "${PROJECT_SOURCE_DIR}/include")
target_compile_options(llmbench_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual)

function(llmbench_finish_flags)
  if(LLMBENCH_WERROR)
    target_compile_options(llmbench_flags INTERFACE -Werror)
  endif()
  if(LLMBENCH_SANITIZE)
    target_compile_options(llmbench_flags INTERFACE -fsanitize=${LLMBENCH_SANITIZE} -fno-omit-frame-pointer -g1)
    target_link_options(llmbench_flags INTERFACE -fsanitize=${LLMBENCH_SANITIZE})
  endif()
  if(LLMBENCH_FUZZ)
    target_compile_options(llmbench_flags INTERFACE -fsanitize=fuzzer-no-link)
  endif()
  find_program(LLMBENCH_CCACHE ccache)
  if(LLMBENCH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Without this sloppiness ccache compiles every source that uses a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${LLMBENCH_CCACHE}" PARENT_SCOPE)
  endif()
  # A linker several times faster than the default one, where it is installed: test programs are many.
  find_program(LLMBENCH_LLD ld.lld)
  if(LLMBENCH_LLD)
    target_link_options(llmbench_flags INTERFACE -fuse-ld=lld)
  endif()
endfunction()

# llmbench_add_precompiled(NAME header... [LINK target...]): a header compiled once for all targets that call
# llmbench_precompile(target NAME). LLMBENCH_PCH=OFF compiles without, so that a forgotten #include is found.
function(llmbench_add_precompiled name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  if(NOT LLMBENCH_PCH)
    return()
  endif()
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generated/${name}.cpp" CONTENT "")
  add_library(${name} OBJECT "${PROJECT_BINARY_DIR}/generated/${name}.cpp")
  target_link_libraries(${name} PRIVATE llmbench_flags ${arg_LINK})
  target_precompile_headers(${name} PRIVATE ${arg_UNPARSED_ARGUMENTS})
endfunction()

function(llmbench_precompile target name)
  if(LLMBENCH_PCH)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

# llmbench_unify(target [GENERATED file...]): compiles 8 sources of the target as one, because reading the same headers takes
# most of the time a source takes. So names in anonymous namespaces are unique within a target, and the type of a member
# of a class that a header declares stands outside of them (-Wsubobject-linkage). LLMBENCH_UNITY=OFF compiles each source
# alone, so that a forgotten #include is found. Generated sources are large and change on their own: they stay alone.
function(llmbench_unify target)
  cmake_parse_arguments(arg "" "" "GENERATED" ${ARGN})
  if(NOT LLMBENCH_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  set_source_files_properties(${arg_GENERATED} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# llmbench_add_module(NAME [USES module...] [LINK target...] [GENERATED file...])
# One static library from src/NAME/**.cpp. USES names the modules an include may point to (see docs/ARCHITECTURE.md).
function(llmbench_add_module name)
  cmake_parse_arguments(arg "" "" "USES;LINK;GENERATED" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cpp")
  if(NOT sources AND NOT arg_GENERATED)  # a module of headers only still is a library others can name
    file(WRITE "${PROJECT_BINARY_DIR}/generated/${name}.cpp" "")
    set(sources "${PROJECT_BINARY_DIR}/generated/${name}.cpp")
  endif()
  add_library(llmbench_${name} STATIC ${sources} ${arg_GENERATED})
  target_include_directories(llmbench_${name} PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(llmbench_${name} PUBLIC llmbench_flags)
  llmbench_precompile(llmbench_${name} llmbench_precompiled)
  llmbench_unify(llmbench_${name} GENERATED ${arg_GENERATED})
  foreach(used IN LISTS arg_USES)
    target_link_libraries(llmbench_${name} PUBLIC llmbench_${used})
  endforeach()
  target_link_libraries(llmbench_${name} PRIVATE ${arg_LINK})
endfunction()

# llmbench_collect(OUT FOLDER src/... TEMPLATE file.cpp.in DECLARE "..." CALL "...")
# Generates a source that declares and calls one function for every FOLDER/<name>.cpp: adding a file registers it,
# a wrong function name is a link error. TEMPLATE uses @declarations@ and @calls@, made from the patterns
# DECLARE and CALL (without semicolons) in which <name> stands for the file's stem.
function(llmbench_collect out)
  cmake_parse_arguments(arg "" "FOLDER;TEMPLATE;DECLARE;CALL" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${arg_FOLDER}/*.cpp")
  list(SORT files)
  set(declarations "")
  set(calls "")
  foreach(file IN LISTS files)
    get_filename_component(stem "${file}" NAME_WE)
    string(REPLACE "<name>" "${stem}" declaration "${arg_DECLARE}")
    string(REPLACE "<name>" "${stem}" call "${arg_CALL}")
    string(APPEND declarations "${declaration};\n")
    string(APPEND calls "  ${call};\n")
  endforeach()
  get_filename_component(template_name "${arg_TEMPLATE}" NAME_WE)
  set(generated "${PROJECT_BINARY_DIR}/generated/${template_name}.cpp")
  configure_file("${PROJECT_SOURCE_DIR}/${arg_TEMPLATE}" "${generated}" @ONLY)
  set(${out} "${generated}" PARENT_SCOPE)
endfunction()

# llmbench_embed_migrations(OUT): migrations/NNNN_name.sql become raw string literals of a generated source.
function(llmbench_embed_migrations out)
  file(GLOB files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/migrations/*.sql")
  list(SORT files)
  set(generated "${PROJECT_BINARY_DIR}/generated/migrations.cpp")
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${generated}" "-DFILES=${files}"
            -P "${PROJECT_SOURCE_DIR}/scripts/cmake/embed_migrations.cmake"
    DEPENDS ${files} "${PROJECT_SOURCE_DIR}/scripts/cmake/embed_migrations.cmake"
    VERBATIM)
  set(${out} "${generated}" PARENT_SCOPE)
endfunction()

# llmbench_add_program(NAME FOLDER USES module... LINK target...): a binary from src/apps/FOLDER. All but its main.cpp is
# the library llmbench_apps_FOLDER, which tests/unit/apps_FOLDER tests.
function(llmbench_add_program name folder)
  cmake_parse_arguments(arg "" "" "USES;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/apps/${folder}/*.cpp")
  list(REMOVE_ITEM sources "${PROJECT_SOURCE_DIR}/src/apps/${folder}/main.cpp")
  set(parts llmbench_apps_${folder})
  add_library(${parts} STATIC ${sources})
  target_include_directories(${parts} PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(${parts} PUBLIC llmbench_flags PRIVATE ${arg_LINK})
  llmbench_precompile(${parts} llmbench_precompiled)
  llmbench_unify(${parts})
  foreach(used IN LISTS arg_USES)
    target_link_libraries(${parts} PUBLIC llmbench_${used})
  endforeach()
  add_executable(${name} "${PROJECT_SOURCE_DIR}/src/apps/${folder}/main.cpp")
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(${name} PRIVATE ${parts} ${arg_LINK})
endfunction()
