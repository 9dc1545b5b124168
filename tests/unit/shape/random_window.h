// Made-up windows of all kinds, and other content for them.
#pragma once

#include <random>

#include "tests/unit/shape/layout_simulator.h"

namespace silhouette::tests {

using Random = std::mt19937;

Window random_window(Random& random);

// Gives every content leaf another text: one letter, a word, a long line, two lines, a page; and scrolls what scrolls.
void change_content(Item& item, Random& random);
// Of what is private alone.
void change_private_content(Item& item, Random& random);
void make_some_private(Item& item, Random& random);

// Shows and hides text children, as content may.
void change_visibility(Item& item, Random& random);

}  // namespace silhouette::tests
