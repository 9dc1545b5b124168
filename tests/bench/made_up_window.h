// A made-up window of a real app's size, and a person who works in it: seeded, so that figures can be compared.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sdk/boundary/page.h"
#include "sdk/recorder/session.h"

namespace silhouette::bench {

class NoNames final : public recorder::NameSource {
  public:
    std::optional<privacy::ShippedName> element_name(const privacy::HashedName&, bool) override { return {}; }
    std::optional<privacy::ShippedName> route_name(const privacy::HashedRoute&) override { return {}; }
    std::optional<privacy::ShippedName> class_name(const char*, privacy::NameHash) override { return {}; }
};

class Frames final : public recorder::Sink {
  public:
    std::array<std::byte, 32> begin() override {
        std::array<std::byte, 32> hash{};
        for (std::size_t place = 0; place < hash.size(); ++place) {
            hash[place] = static_cast<std::byte>(place * 89 + 41);
        }
        return hash;
    }
    void frame(std::string bytes, std::uint64_t) override { frames.push_back(std::move(bytes)); }
    void captured() override {}
    void not_captured() override {}
    void dropped(wire::DropReason) override {}
    std::vector<std::string> frames;
};

class MadeUpWindow {
  public:
    explicit MadeUpWindow(recorder::Session& session) : session_(session) {
        window_ = element(0, SIL_ROLE_WINDOW);
        boundary::Event event;
        event.kind = boundary::EventKind::view;
        event.number = view = boundary::tagged(1, 1);
        event.first_element = event.other = window_;
        session_.take(event);
        nodes.push_back(node(window_, -1, SIL_FLOW_COLUMN));
        for (int bar = 0; bar < 5; ++bar) {
            const auto parent = element(window_, bar == 0 ? SIL_ROLE_TOOL_BAR : SIL_ROLE_GROUP);
            const auto place = static_cast<std::int32_t>(nodes.size());
            nodes.push_back(node(parent, 0, SIL_FLOW_ROW));
            for (int number = 0; number < 19; ++number) {
                const sil_role roles[] = {SIL_ROLE_BUTTON, SIL_ROLE_LABEL, SIL_ROLE_TEXT_INPUT, SIL_ROLE_CHECK_BOX};
                buttons.push_back(element(parent, bar == 0 ? SIL_ROLE_TOOL_BUTTON : roles[number % 4]));
                nodes.push_back(node(buttons.back(), place, SIL_FLOW_NONE));
            }
        }
    }

    // `number`-th click of a person who goes back and forth between a dozen of elements.
    void click(int number, std::int64_t time) {
        boundary::Event event;
        event.kind = boundary::EventKind::click;
        event.time = time;
        event.number = buttons[draw(12) * 7 % buttons.size()];
        event.other = view;
        event.x = static_cast<std::int16_t>(200 + draw(600));
        event.y = static_cast<std::int16_t>(200 + draw(600));
        event.what = number % 9 == 0 ? 4 : 0;
        session_.take(event);
    }
    void layout(std::int64_t time) {
        boundary::Event event;
        event.kind = boundary::EventKind::layout;
        event.time = time;
        event.other = view;
        session_.take_layout(event, nodes);
    }
    std::uint32_t draw(std::uint32_t below) {
        seed_ = seed_ * 1'664'525 + 1'013'904'223;
        return (seed_ >> 8) % below;
    }

    std::uint32_t view = 0;
    std::vector<std::uint32_t> buttons;
    std::vector<sil_layout_node> nodes;

  private:
    std::uint32_t element(std::uint32_t parent, sil_role role) {
        boundary::Event event;
        event.kind = boundary::EventKind::element;
        event.number = boundary::tagged(1, ++last_);
        event.other = parent;
        event.role = static_cast<std::uint8_t>(role);
        event.index = static_cast<std::uint16_t>(last_ % 20 + 1);
        session_.take(event);
        return event.number;
    }
    static sil_layout_node node(std::uint32_t element, std::int32_t parent, sil_flow flow) {
        sil_layout_node made{};
        made.element = element;
        made.parent = parent;
        made.flow = static_cast<std::uint8_t>(flow);
        made.width = 100, made.height = 30;
        made.flags = parent > 0 ? SIL_BOX_CONTENT_W : SIL_BOX_SCREEN_W | SIL_BOX_SCREEN_H;
        made.row_span = made.column_span = 1;
        return made;
    }

    recorder::Session& session_;
    std::uint32_t window_ = 0, last_ = 0, seed_ = 11;
};

}  // namespace silhouette::bench
