#include "tests/unit/sdk/reading.h"

namespace silhouette::tests {
namespace {

using namespace silhouette::v1;

void read_definitions(const Frame& frame, ReadSession& session, std::vector<std::string>& names) {
    if (frame.names().text_size() != 0 && frame.names().first() != names.size()) {
        session.problem = "names.first";
    }
    names.insert(names.end(), frame.names().text().begin(), frame.names().text().end());
    const auto& columns = frame.elements();
    if (columns.parents_size() != 0 && columns.first() != session.elements.size()) {
        session.problem = "elements.first";
    }
    for (int row = 0; row < columns.parents_size(); ++row) {
        ReadElement element;
        const auto number = static_cast<std::uint32_t>(session.elements.size());
        element.parent = columns.parents(row) == 0 ? 0 : number - columns.parents(row);
        element.index = columns.indexes(row);
        element.flags = columns.flags(row);
        element.role = columns.roles(row);
        if (columns.names(row) >= names.size() || columns.classes(row) >= names.size() || element.parent >= number) {
            session.problem = "elements";
            return;
        }
        element.name = names[columns.names(row)];
        element.class_name = names[columns.classes(row)];
        session.elements.push_back(element);
    }
    for (int row = 0; row < frame.views().elements_size(); ++row) {
        if (frame.views().elements(row) >= session.elements.size()) {
            session.problem = "views.elements";
        }
        session.view_elements.push_back(frame.views().elements(row));
        session.view_windows.push_back(frame.views().windows(row));
    }
}

}  // namespace

ReadSession read_frames(const std::vector<std::string>& frames) {
    ReadSession session;
    std::vector<std::string> names{""};
    for (const std::string& bytes : frames) {
        Batch batch;
        auto& header = *batch.mutable_header();
        header.set_schema_version(1);
        header.set_batch_id(std::string(16, 'b'));
        header.set_session_id(std::string(16, 's'));
        header.set_tenant("acme");
        header.set_app("orders");
        header.set_sdk_version("0.1.0");
        if (!batch.add_frames()->ParseFromString(bytes)) {
            session.problem = "parsing";
            return session;
        }
        const auto validation = silhouette::wire::validate(batch);
        if (!validation || validation.unknown != 0) {
            session.problem = "validation: " + validation.field;
            return session;
        }
        const Frame& frame = batch.frames(0);
        session.session_starts += frame.has_session_start() ? 1 : 0;
        read_definitions(frame, session, names);
        std::uint32_t tick = frame.start();
        int clicks = 0, navigations = 0, layouts = 0, gaps = 0;
        for (int row = 0; row < frame.kinds_size(); ++row) {
            tick += frame.time_deltas(row);
            ReadItem item;
            item.kind = frame.kinds(row);
            item.tick = tick;
            if (item.kind == ITEM_KIND_CLICK) {
                const auto& columns = frame.clicks();
                item.element = columns.elements(clicks);
                item.view = columns.views(clicks);
                item.what = columns.kinds(clicks);
                item.x = columns.x(clicks);
                item.y = columns.y(clicks);
                ++clicks;
                if (item.element >= session.elements.size() || item.view >= session.view_elements.size()) {
                    session.problem = "clicks refer to what is not defined";
                }
            } else if (item.kind == ITEM_KIND_NAVIGATION) {
                item.what = static_cast<std::uint32_t>(frame.navigations().kinds(navigations));
                item.view = frame.navigations().views(navigations++);
            } else if (item.kind == ITEM_KIND_LAYOUT) {
                item.layout = frame.layouts(layouts++);
                item.view = item.layout.view();
            } else if (item.kind == ITEM_KIND_GAP) {
                item.gap = frame.gaps(gaps++);
            }
            session.items.push_back(item);
        }
    }
    return session;
}

}  // namespace silhouette::tests
