# The parts that come from Debian. Every package stands in install/packages as well.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
# Headers only: Asio and Beast. CMake 3.30 leaves finding Boost to Boost, which older ones cannot.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Protobuf REQUIRED)            # for what reads: ingest, replay, tests
find_package(SQLite3 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_writer.hpp REQUIRED)
find_path(ZSTD_INCLUDE_DIR zstd.h REQUIRED)
# Linked in, so that a host needs no libzstd.
find_library(ZSTD_STATIC_LIBRARY libzstd.a REQUIRED)

add_library(part_zstd INTERFACE)
target_include_directories(part_zstd SYSTEM INTERFACE ${ZSTD_INCLUDE_DIR})
target_link_libraries(part_zstd INTERFACE ${ZSTD_STATIC_LIBRARY})

# zlib: what user interface files are compressed with that lie in a program. Linked in, for the same reason.
find_path(ZLIB_INCLUDE_DIR zlib.h REQUIRED)
find_library(ZLIB_STATIC_LIBRARY libz.a REQUIRED)
add_library(part_zlib INTERFACE)
target_include_directories(part_zlib SYSTEM INTERFACE ${ZLIB_INCLUDE_DIR})
target_link_libraries(part_zlib INTERFACE ${ZLIB_STATIC_LIBRARY})

add_library(part_protozero INTERFACE)
target_include_directories(part_protozero SYSTEM INTERFACE ${PROTOZERO_INCLUDE_DIR})

# Asio over TLS. One translation unit that includes Beast costs 10-20 s (40-90 s with sanitizers): keep them few.
add_library(part_asio INTERFACE)
target_include_directories(part_asio SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
# What a peer sends must not abort a host, however the SDK is built: Beast asserts that a last chunk comes in pieces of five bytes
# and more (boostorg/beast#2861, mended in Boost 1.86), and copes when they are smaller.
target_compile_definitions(part_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_DATE_TIME
                                               BOOST_DISABLE_ASSERTS)
target_link_libraries(part_asio INTERFACE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
