#pragma once

extern "C" {
void plant_in_library(const char* word);
void plant_in_host(const char* word);
}
