#include "tests/unit/shape/random_window.h"

namespace silhouette::tests {
namespace {

int any(Random& random, int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random);
}
bool chance(Random& random, int percent) {
    return any(random, 1, 100) <= percent;
}

enum Policies { kFixed = 0, kMinimum = 1, kPreferred = 2, kMaximum = 3, kExpanding = 4, kIgnored = 5 };

Item leaf(int role, int policy_w, int policy_h, bool content_w, bool content_h, int width, int height, int least_w,
          int least_h) {
    Item item;
    item.role = role;
    item.policy = {policy_w, policy_h};
    item.content = {content_w, content_h};
    item.hint = {width, height};
    item.least = {least_w, least_h};
    return item;
}

Item random_leaf(Random& random) {
    switch (any(random, 0, 17)) {
        case 0:
        case 1:
            return leaf(15, kPreferred, kPreferred, true, true, 60, 17, 60, 17);  // label
        case 2: {
            Item item = leaf(15, kPreferred, kPreferred, true, true, 200, 17, 40, 17);
            item.wraps = true;
            item.text_length = 300;
            return item;
        }
        case 3:
        case 4:
            return leaf(7, kMinimum, kFixed, true, true, 80, 26, 80, 26);  // button
        case 5:
            return leaf(8, kFixed, kFixed, false, false, 24, 24, 24, 24);  // icon-only tool button
        case 6:
        case 7:
            return leaf(12, kExpanding, kFixed, false, false, 142, 30, 40, 30);  // line edit
        case 8:
            return leaf(14, kExpanding, kExpanding, false, false, 256, 192, 75, 75);  // text area
        case 9:
            return leaf(32, kExpanding, kFixed, false, false, 84, 22, 84, 22);  // slider
        case 10:
            return leaf(30, kPreferred, kFixed, true, false, 90, 26, 60, 26);  // combo box
        case 11:
            return leaf(31, kMinimum, kFixed, true, false, 50, 26, 40, 26);  // spin box
        case 12: {
            Item item = leaf(15, kPreferred, kPreferred, true, true, 60, 17, 60, 17);  // label of a set width
            item.set_minimum[0] = item.set_maximum[0] = 120;
            return item;
        }
        case 13:
            return leaf(0, kFixed, kFixed, true, true, 70, 30, 70, 30);  // sized by its content alone
        case 14:
            return leaf(15, kIgnored, kPreferred, true, true, 60, 17, 60, 17);
        case 15: {
            Item item = leaf(15, kPreferred, kPreferred, true, true, 60, 17, 60, 17);
            item.set_maximum[0] = 100;
            return item;
        }
        case 16:
            return leaf(16, kMaximum, kMaximum, false, false, 64, 64, 16, 16);
        default: {
            Item item =
                leaf(0, kPreferred, kPreferred, false, false, 100, 40, 20, 10);  // a program's own, of set height
            item.set_minimum[1] = item.set_maximum[1] = 44;
            return item;
        }
    }
}

std::unique_ptr<Item> spacer(Random& random) {
    auto item = std::make_unique<Item>();
    item->kind = Kind::kSpacer;
    const bool stretches = chance(random, 70);
    item->policy = {stretches ? kExpanding : kFixed, stretches ? kExpanding : kFixed};
    item->hint = {20, 20};
    return item;
}

Item random_item(Random& random, int depth);

void fill_line(Item& item, Random& random, int depth) {
    const int count = any(random, 1, 5);
    for (int i = 0; i < count; ++i) {
        if (chance(random, 12)) {
            item.children.push_back(spacer(random));
            if (item.kind == Kind::kRow) {
                item.children.back()->policy[1] = kMinimum;
            } else {
                item.children.back()->policy[0] = kMinimum;
            }
            continue;
        }
        item.children.push_back(std::make_unique<Item>(random_item(random, depth - 1)));
        Item& child = *item.children.back();
        if (chance(random, 15)) {
            child.stretch = any(random, 1, 3);
        }
        if (child.is_widget && chance(random, 15)) {
            child.align[static_cast<std::size_t>(any(random, 0, 1))] = any(random, 1, 3);
        }
    }
}

// Keys with texts. (Of keys with pictures, whose sizes no text moves, the boxes are compared: docs/layout.md, "What
// remains".)
void fill_keypad(Item& item, Random& random) {
    const int rows = any(random, 3, 4), columns = any(random, 3, 5);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            auto key = std::make_unique<Item>(leaf(7, kMinimum, kFixed, true, true, 80, 26, 80, 26));
            key->row = row;
            key->column = column;
            item.children.push_back(std::move(key));
        }
    }
}

void fill_grid(Item& item, Random& random, int depth) {
    if (item.kind == Kind::kGrid && chance(random, 6)) {
        fill_keypad(item, random);
        return;
    }
    const int rows = any(random, 1, 4), columns = item.kind == Kind::kForm ? 2 : any(random, 1, 4);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            if (chance(random, 15)) {
                continue;
            }
            auto child = std::make_unique<Item>(item.kind == Kind::kForm && column == 0
                                                    ? leaf(15, kPreferred, kPreferred, true, true, 60, 17, 60, 17)
                                                    : random_item(random, depth - 1));
            child->row = row;
            child->column = column;
            if (chance(random, 15) && column + 1 < columns) {
                child->column_span = 2;
                ++column;
            } else if (item.kind == Kind::kGrid && chance(random, 8) && row + 1 < rows) {
                child->row_span = 2;
            }
            if (child->is_widget && chance(random, 12)) {
                child->align[static_cast<std::size_t>(any(random, 0, 1))] = any(random, 1, 3);
            }
            item.children.push_back(std::move(child));
        }
    }
    if (item.kind == Kind::kGrid && chance(random, 30)) {
        for (auto& stretch : item.track_stretch) {
            stretch.assign(static_cast<std::size_t>(any(random, 1, 5)), 0);
            stretch[static_cast<std::size_t>(any(random, 0, static_cast<int>(stretch.size()) - 1))] = 1;
        }
        item.track_minimum[0].assign(2, any(random, 0, 60));
    }
}

Item random_container(Random& random, int depth) {
    Item item;
    switch (any(random, 0, 13)) {
        case 0:
        case 1:
        case 2:
            item.kind = Kind::kRow;
            break;
        case 3:
        case 4:
        case 5:
            item.kind = Kind::kColumn;
            break;
        case 6:
        case 7:
            item.kind = Kind::kGrid;
            break;
        case 8:
            item.kind = Kind::kForm;
            break;
        case 9:
            item.kind = Kind::kStack;
            break;
        case 10:
            item.kind = Kind::kTabs;
            break;
        case 11:
            item.kind = chance(random, 50) ? Kind::kSplitRow : Kind::kSplitColumn;
            break;
        case 12:
            item.kind = Kind::kScroll;
            break;
        default:
            item.kind = Kind::kFree;
    }
    const bool tiles =
        item.kind == Kind::kRow || item.kind == Kind::kColumn || item.kind == Kind::kGrid || item.kind == Kind::kForm;
    item.is_widget = !tiles || chance(random, 50);
    item.role = item.is_widget ? 4 : 5;
    item.margin = item.is_widget && tiles ? any(random, 0, 11) : 0;
    item.spacing = any(random, 0, 8);
    item.right_to_left = false;
    if (item.is_widget && chance(random, 20)) {
        item.policy[static_cast<std::size_t>(any(random, 0, 1))] = any(random, 0, 5);
    }
    if (item.is_widget && chance(random, 8)) {
        item.set_minimum[static_cast<std::size_t>(any(random, 0, 1))] = any(random, 10, 200);
    }
    if (item.is_widget && chance(random, 8)) {
        const auto a = static_cast<std::size_t>(any(random, 0, 1));
        item.set_minimum[a] = item.set_maximum[a] = any(random, 40, 200);
        item.policy[a] = kPreferred;
    }
    if (item.is_widget && tiles && chance(random, 15)) {
        item.role = 6;  // a titled group
        item.content[0] = true;
        item.top_margin = 18;
        item.hint[0] = item.least[0] = 70;
    }
    switch (item.kind) {
        case Kind::kRow:
        case Kind::kColumn:
            fill_line(item, random, depth);
            break;
        case Kind::kGrid:
        case Kind::kForm:
            fill_grid(item, random, depth);
            break;
        case Kind::kScroll:
            item.policy = {kExpanding, kExpanding};
            item.hint = {120, 100};
            item.least = {75, 75};
            item.children.push_back(std::make_unique<Item>(random_container(random, depth - 1)));
            item.children.back()->is_widget = true;
            item.children.back()->role = 4;
            break;
        default: {
            const int count = any(random, 1, 3);
            for (int i = 0; i < count; ++i) {
                item.children.push_back(std::make_unique<Item>(random_item(random, depth - 1)));
                Item& child = *item.children.back();
                child.is_widget = true;
                child.role = child.role == 5 ? 4 : child.role;
                child.row = any(random, 0, 5);
                child.column = any(random, 0, 5);
            }
            if (item.kind == Kind::kTabs) {
                item.children.insert(item.children.begin(), std::make_unique<Item>(leaf(22, kExpanding, kFixed, true,
                                                                                        false, 120, 28, 40, 28)));
            }
            if (item.kind == Kind::kFree) {
                item.follows_siblings = chance(random, 50);
                item.hint = {200, 150};
            }
            if (item.kind == Kind::kStack || item.kind == Kind::kTabs) {
                for (std::size_t i = 1; i < item.children.size(); ++i) {
                    item.children[i]->hidden = item.kind == Kind::kStack || i > 1;
                }
            }
        }
    }
    return item;
}

Item random_item(Random& random, int depth) {
    if (depth <= 0 || chance(random, 45)) {
        return random_leaf(random);
    }
    return random_container(random, depth);
}

void set_direction(Item& item) {
    item.right_to_left = true;
    for (const auto& child : item.children) {
        set_direction(*child);
    }
}

Item main_window(Random& random) {
    Item root;
    root.kind = Kind::kWindow;
    const auto add = [&](Item item, int area) {
        item.row = area;
        item.is_widget = true;
        item.role = item.role == 5 ? 4 : item.role;
        root.children.push_back(std::make_unique<Item>(std::move(item)));
    };
    if (chance(random, 80)) {
        add(leaf(25, kMinimum, kFixed, true, false, 200, 22, 60, 22), 0);
    }
    for (int bars = any(random, 0, 2); bars > 0; --bars) {
        add(leaf(28, kPreferred, kFixed, chance(random, 50), chance(random, 20), 180, 34, 40, 34), 0);
    }
    if (chance(random, 25)) {
        add(leaf(28, kFixed, kPreferred, false, false, 34, 200, 34, 60), 1);
    }
    if (chance(random, 30)) {
        Item dock = random_container(random, 1);
        dock.kind = dock.kind == Kind::kFree ? Kind::kColumn : dock.kind;
        dock.role = 37;
        dock.content[0] = true;
        root.children.push_back(nullptr);
        root.children.pop_back();
        add(std::move(dock), chance(random, 50) ? 1 : 3);
    }
    add(random_container(random, 4), 2);
    if (chance(random, 60)) {
        add(leaf(29, kPreferred, kFixed, chance(random, 50), chance(random, 50), 180, 22, 40, 22), 4);
    }
    return root;
}

}  // namespace

Window random_window(Random& random) {
    Window window;
    window.root = chance(random, 40) ? main_window(random) : random_container(random, 5);
    window.root.is_widget = true;
    window.root.policy = {kPreferred, kPreferred};
    window.root.set_minimum = {0, 0};
    window.root.set_maximum = {kUnbounded, kUnbounded};
    window.size = static_cast<WindowSize>(any(random, 0, 5));
    window.width = any(random, 60, 1600);
    window.height = any(random, 60, 1000);
    if (chance(random, 20)) {
        set_direction(window.root);
    }
    change_visibility(window.root, random);
    return window;
}

void change_content(Item& item, Random& random) {
    constexpr int kWidths[] = {4, 26, 60, 71, 217, 900, 2500};
    for (const std::size_t a : {0u, 1u}) {
        if (item.content[a]) {
            const int frame = item.role == 15 ? 0 : 20;
            const int size = a == 0 ? kWidths[any(random, 0, 6)] + frame
                                    : 17 * (chance(random, 60)   ? 1
                                            : chance(random, 80) ? 2
                                                                 : 30) +
                                          (item.role == 15 ? 0 : 9);
            item.hint[a] = size;
            item.least[a] = item.role == 30 || item.role == 25 || item.role == 22 ? item.least[a]
                            : item.wraps                                          ? item.least[a]
                                                                                  : size;
        }
    }
    if (item.wraps) {
        item.text_length = kWidths[any(random, 0, 6)] * any(random, 1, 6);
    }
    if (item.kind == Kind::kScroll) {
        item.scrolled = any(random, 0, 50);
    }
    for (const auto& child : item.children) {
        change_content(*child, random);
    }
}

void change_private_content(Item& item, Random& random) {
    if (item.is_private) {
        change_content(item, random);
        return;
    }
    for (const auto& child : item.children) {
        change_private_content(*child, random);
    }
}

void make_some_private(Item& item, Random& random) {
    for (const auto& child : item.children) {
        child->is_private = child->is_widget && child->kind != Kind::kSpacer && chance(random, 4);
        make_some_private(*child, random);
    }
}

void change_visibility(Item& item, Random& random) {
    const bool pages = item.kind == Kind::kStack || item.kind == Kind::kTabs;
    for (const auto& child : item.children) {
        if (!pages && child->kind == Kind::kLeaf && child->is_widget) {
            child->hidden = chance(random, 10);
        }
        change_visibility(*child, random);
    }
}

}  // namespace silhouette::tests
