# silhouette_add_manifest(<target> [BESIDE] [SOURCES <file or folder>…])
#
# Collects the names of elements from the sources of a program (docs/names.md) when it is built, and gives the list to the
# program: compiled in, or with BESIDE as the file <program>.manifest in the program's folder, which has to be
# installed with it. Without SOURCES the target's own sources are read.
#
# For programs that are stripped of their literals, packed, or interpreted, and for names that no literal of the program equals.
# Read the list before you ship it: whatever stands in it may be told of any user's session. It lies in
# <binary folder of the target>/<target>.manifest.
#
# The command `silhouette` is found beside the library, in PATH, or is SILHOUETTE_COMMAND.
include_guard(GLOBAL)
set(SILHOUETTE_MANIFEST_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/SilhouetteManifestSource.cmake)

function(silhouette_add_manifest target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "BESIDE" "" "SOURCES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "silhouette_add_manifest(${target}): what is '${arg_UNPARSED_ARGUMENTS}'?")
  endif()
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(binary ${target} BINARY_DIR)
  set(given ${arg_SOURCES})
  if(NOT given)
    get_target_property(given ${target} SOURCES)
    list(FILTER given INCLUDE REGEX "\\.(ui|glade|gtkbuilder|qml|blp|xaml|axaml|c|cc|cpp|cxx|h|hh|hpp|m|mm|vala|rs)$")
  endif()
  if(NOT given)
    message(FATAL_ERROR "silhouette_add_manifest(${target}): no sources that names can be taken from")
  endif()
  set(sources "")
  set(depends "")
  foreach(source IN LISTS given)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder} NORMALIZE)
    list(APPEND sources ${source})
    # A folder changes with what is in it.
    if(IS_DIRECTORY ${source})
      file(GLOB_RECURSE files CONFIGURE_DEPENDS ${source}/*)
      list(APPEND depends ${files})
    else()
      list(APPEND depends ${source})
    endif()
  endforeach()
  if(TARGET silhouette_command)
    set(command $<TARGET_FILE:silhouette_command>)
    list(APPEND depends silhouette_command)
  else()
    find_program(SILHOUETTE_COMMAND silhouette HINTS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../../bin REQUIRED)
    set(command ${SILHOUETTE_COMMAND})
  endif()
  set(manifest ${binary}/${target}.manifest)
  add_custom_command(OUTPUT ${manifest} COMMAND ${command} manifest ${sources} -o ${manifest}
                     DEPENDS ${depends} COMMENT "Collecting the names of ${target}" VERBATIM)
  if(arg_BESIDE)
    add_custom_target(${target}_manifest DEPENDS ${manifest})
    add_dependencies(${target} ${target}_manifest)
    add_custom_command(TARGET ${target} POST_BUILD
      COMMAND ${CMAKE_COMMAND} -E copy_if_different ${manifest} $<TARGET_FILE:${target}>.manifest VERBATIM)
    return()
  endif()
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  set(source ${binary}/${target}_manifest.cpp)
  if(NOT CXX IN_LIST languages)
    set(source ${binary}/${target}_manifest.c)
  endif()
  string(MAKE_C_IDENTIFIER ${target} name)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DMANIFEST=${manifest} -DSOURCE=${source} -DNAME=silhouette_manifest_of_${name}
            -P ${SILHOUETTE_MANIFEST_SCRIPT}
    DEPENDS ${manifest} ${SILHOUETTE_MANIFEST_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${source})
endfunction()
