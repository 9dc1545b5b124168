# Files that are built into a program.
#
# silhouette_assets(<namespace> <header> <symbol> <file> [<symbol> <file>]…)
# Makes assets.cpp in the build folder: for each pair a function `std::string_view <namespace>::<symbol>()`, declared in
# <header>, that gives the file's bytes. The name of a symbol is unique in the program.
function(silhouette_assets namespace header)
  set(code "#include \"${header}\"\n")
  set(files "")
  set(pairs ${ARGN})
  while(pairs)
    list(POP_FRONT pairs symbol file)
    string(APPEND code
      "asm(\".pushsection .rodata\\nsilhouette_${symbol}_begin:\\n.incbin \\\"${file}\\\"\\nsilhouette_${symbol}_end:\\n.popsection\");\n"
      "extern \"C\" const char silhouette_${symbol}_begin[], silhouette_${symbol}_end[];\n"
      "namespace ${namespace} {\nstd::string_view ${symbol}() {\n"
      "    return {silhouette_${symbol}_begin, static_cast<std::size_t>(silhouette_${symbol}_end - silhouette_${symbol}_begin)};\n}\n}\n")
    list(APPEND files ${file})
  endwhile()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/assets.cpp CONTENT "@code@" @ONLY)
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/assets.cpp PROPERTIES OBJECT_DEPENDS "${files}")
endfunction()
