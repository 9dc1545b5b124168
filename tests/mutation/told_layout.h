// What the hook would tell of a window, and what the rules leave of it. UI thread.
#pragma once

#include <QWidget>

#include <memory>
#include <vector>

#include "privacy/shape/strict_layout.h"

namespace silhouette::tests {

struct ToldLayout {
    std::vector<privacy::shape::Fact> facts;
    privacy::shape::StrictLayout strict;
};

// Walks windows with the real hook's walk. Element numbers stay the same from walk to walk.
class LayoutTeller {
  public:
    LayoutTeller();
    ~LayoutTeller();
    ToldLayout tell(QWidget& window);

  private:
    struct Walk;
    std::unique_ptr<Walk> walk_;
};

// Boxes that differ, among the nodes that both have.
int moved_boxes(const ToldLayout& before, const ToldLayout& after);
// Elements that are told differently, among those that both tell or cover as a keypad's; `missing` counts the others.
int told_differently(const ToldLayout& before, const ToldLayout& after, int& missing);
// Elements whose told numbers are others (not their values): the verdict.
int judged_differently(const ToldLayout& before, const ToldLayout& after);
int told_numbers(const ToldLayout& layout);

}  // namespace silhouette::tests
