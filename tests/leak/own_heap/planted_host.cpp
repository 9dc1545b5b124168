// own_heap's test: on a thread of the host's own, a library of ours keeps the lines of its input that begin with
// `library`, the host the others, until an empty one. Then it waits until its input ends.
#include <cstdio>
#include <iostream>
#include <string>

#include "tests/leak/own_heap/planted.h"

int main() {
    std::string word;
    while (std::getline(std::cin, word) && !word.empty()) {
        word.starts_with("library") ? plant_in_library(word.c_str()) : plant_in_host(word.c_str());
    }
    std::puts("planted");
    std::fflush(stdout);
    while (std::getline(std::cin, word)) {
    }
}
