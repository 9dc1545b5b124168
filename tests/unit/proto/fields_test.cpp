// What the SDK writes by number is what the schema means.
#include "proto/fields.h"

#include <google/protobuf/descriptor.h>

#include "silhouette/v1/batch.pb.h"
#include "silhouette/v1/settings.pb.h"
#include "tests/catch.h"

namespace {

namespace wire = silhouette::wire;
namespace v1 = silhouette::v1;

template <typename Message, typename Field>
bool agrees(Field field, const char* name) {
    const auto* found = Message::descriptor()->FindFieldByName(name);
    return found != nullptr && found->number() == static_cast<int>(field);
}

template <typename Number>
bool agrees_enum(const google::protobuf::EnumDescriptor* descriptor, Number number, const char* name) {
    const auto* found = descriptor->FindValueByName(name);
    return found != nullptr && found->number() == static_cast<int>(number);
}

}  // namespace

#define SAME(message, field) CHECK(agrees<v1::message>(wire::message::field, #field))

TEST_CASE("field numbers agree with the schema") {
    SAME(Batch, header);
    SAME(Batch, frames);
    SAME(BatchHeader, schema_version);
    SAME(BatchHeader, batch_id);
    SAME(BatchHeader, session_id);
    SAME(BatchHeader, batch_number);
    SAME(BatchHeader, tenant);
    SAME(BatchHeader, app);
    SAME(BatchHeader, app_version);
    SAME(BatchHeader, sdk_version);
    SAME(BatchHeader, platform);
    SAME(BatchHeader, toolkit);
    SAME(BatchHeader, level);
    SAME(BatchHeader, counters);
    SAME(BatchHeader, started);
    SAME(Counters, captured);
    SAME(Counters, dropped);
    SAME(DropCounter, reason);
    SAME(DropCounter, items);
    SAME(Frame, start);
    SAME(Frame, kinds);
    SAME(Frame, time_deltas);
    SAME(Frame, names);
    SAME(Frame, elements);
    SAME(Frame, views);
    SAME(Frame, clicks);
    SAME(Frame, navigations);
    SAME(Frame, layouts);
    SAME(Frame, gaps);
    SAME(Frame, session_start);
    SAME(SessionStart, erasure_hash);
    SAME(ClickColumns, elements);
    SAME(ClickColumns, views);
    SAME(ClickColumns, kinds);
    SAME(ClickColumns, x);
    SAME(ClickColumns, y);
    SAME(NavigationColumns, kinds);
    SAME(NavigationColumns, views);
    SAME(Gap, reason);
    SAME(Gap, items);
    SAME(Gap, from);
    SAME(Gap, to);
    SAME(NameColumns, first);
    SAME(NameColumns, text);
    SAME(ElementColumns, first);
    SAME(ElementColumns, parents);
    SAME(ElementColumns, names);
    SAME(ElementColumns, classes);
    SAME(ElementColumns, roles);
    SAME(ElementColumns, indexes);
    SAME(ElementColumns, flags);
    SAME(ViewColumns, first);
    SAME(ViewColumns, elements);
    SAME(ViewColumns, windows);
    SAME(Layout, view);
    SAME(Layout, full);
    SAME(Layout, elements);
    SAME(Layout, parents);
    SAME(Layout, known);
    SAME(Layout, numbers);
    SAME(Layout, flows);
    SAME(Layout, fills);
    SAME(Layout, cells);
    SAME(Layout, removed);
    SAME(Settings, version);
    SAME(Settings, allowed);
    SAME(Settings, sampling);
    SAME(Settings, name_gate);
    SAME(Settings, valid_for);
    SAME(Settings, allowed_since);
    SAME(Acknowledgement, batch_id);
    SAME(Acknowledgement, settings);
}

TEST_CASE("enumerations agree with the schema") {
    const auto* drop = v1::DropReason_descriptor();
    CHECK(agrees_enum(drop, wire::DropReason::queue_full, "DROP_REASON_QUEUE_FULL"));
    CHECK(agrees_enum(drop, wire::DropReason::element_limit, "DROP_REASON_ELEMENT_LIMIT"));
    CHECK(agrees_enum(drop, wire::DropReason::layout_limit, "DROP_REASON_LAYOUT_LIMIT"));
    CHECK(agrees_enum(drop, wire::DropReason::spool_full, "DROP_REASON_SPOOL_FULL"));
    CHECK(agrees_enum(drop, wire::DropReason::spool_age, "DROP_REASON_SPOOL_AGE"));
    CHECK(agrees_enum(drop, wire::DropReason::spool_damaged, "DROP_REASON_SPOOL_DAMAGED"));
    CHECK(agrees_enum(drop, wire::DropReason::rejected, "DROP_REASON_REJECTED"));
    CHECK(agrees_enum(drop, wire::DropReason::too_large, "DROP_REASON_TOO_LARGE"));
    CHECK(agrees_enum(drop, wire::DropReason::paused, "DROP_REASON_PAUSED"));
    CHECK(agrees_enum(drop, wire::DropReason::encoding, "DROP_REASON_ENCODING"));
    CHECK(agrees_enum(drop, wire::DropReason::memory, "DROP_REASON_MEMORY"));
    CHECK(agrees_enum(drop, wire::DropReason::sampled, "DROP_REASON_SAMPLED"));
    CHECK(agrees_enum(drop, wire::DropReason::crashed, "DROP_REASON_CRASHED"));
    const auto* gap = v1::GapReason_descriptor();
    CHECK(agrees_enum(gap, wire::GapReason::paused, "GAP_REASON_PAUSED"));
    CHECK(agrees_enum(gap, wire::GapReason::suspended, "GAP_REASON_SUSPENDED"));
    CHECK(agrees_enum(gap, wire::GapReason::dropped, "GAP_REASON_DROPPED"));
    CHECK(agrees_enum(gap, wire::GapReason::limited, "GAP_REASON_LIMITED"));
    const auto* kind = v1::ItemKind_descriptor();
    CHECK(agrees_enum(kind, wire::ItemKind::click, "ITEM_KIND_CLICK"));
    CHECK(agrees_enum(kind, wire::ItemKind::navigation, "ITEM_KIND_NAVIGATION"));
    CHECK(agrees_enum(kind, wire::ItemKind::layout, "ITEM_KIND_LAYOUT"));
    CHECK(agrees_enum(kind, wire::ItemKind::gap, "ITEM_KIND_GAP"));
    CHECK(agrees_enum(v1::Platform_descriptor(), wire::kPlatformLinux, "PLATFORM_LINUX"));
}
