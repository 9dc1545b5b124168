/* Silhouette: the interface that hooks see. A hook ("adapter") turns a toolkit's events into elements, clicks,
 * navigation and layouts. It uses this header only, and may be a plugin of its own.
 *
 * What a hook may do       read classes, properties' existence, geometry, object names
 * What a hook may not do   read a text, value, title, image or key; call a model; keep a string
 *
 * Threads     All functions but sil_adapter_attach() and sil_adapter_detach() are for one thread: the toolkit's (UI)
 *             thread. Between attach and detach, in steady state, they neither block, lock, allocate nor enter the
 *             kernel, save one wake-up signal per 250 ms at most.
 * Numbers     Elements, views and windows have numbers within a session, given out by the library; 0 is none. They are
 *             handles: not consecutive, not an index. A new session starts anew: `generation` changes, and every number
 * of the old one is void (and recognised as such: an event that bears one is dropped and counted). Strings     Names
 * are hashed within the call and never kept. A class name may be kept as a pointer, and is read later only where it
 * lies in a loaded module's read-only segment.
 */
#ifndef SILHOUETTE_ADAPTER_H
#define SILHOUETTE_ADAPTER_H

#include "silhouette.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIL_ADAPTER_VERSION 1u

typedef enum sil_toolkit {
    SIL_TOOLKIT_OTHER = 0,
    SIL_TOOLKIT_QT5 = 1,
    SIL_TOOLKIT_QT6 = 2,
    SIL_TOOLKIT_GTK3 = 3,
    SIL_TOOLKIT_GTK4 = 4
} sil_toolkit;

/* ---- Attach --------------------------------------------------------------------------------------------------- */

/* Called on the recorder thread (or the thread that closed the gate) when the hook is to be installed (on = 1) or
 * removed (on = 0). The hook passes it on to its own thread, without waiting. While off, no hook is installed. */
typedef void (*sil_adapter_switch)(int on, void* context);

typedef struct sil_adapter_options {
    size_t size;      /* sizeof(sil_adapter_options) */
    uint32_t version; /* SIL_ADAPTER_VERSION; another one is refused with SIL_ERROR_ARGUMENT */
    sil_toolkit toolkit;
    sil_adapter_switch on_switch;
    void* context;
} sil_adapter_options;

/* One adapter a recorder; a second is answered with SIL_ERROR_ALREADY_STARTED. `on_switch` may be called before this
 * returns. */
SIL_API sil_status sil_adapter_attach(sil_recorder* recorder, const sil_adapter_options* options);

/* After this returns, `on_switch` is not called again. */
SIL_API void sil_adapter_detach(sil_recorder* recorder);

/* The generation of the session that is being recorded, 0 when closed: the hook's first line. When it differs from the
 * one the hook knows, the hook forgets all numbers. */
SIL_API uint32_t sil_adapter_generation(void);

/* ---- Apps that know nothing of us ------------------------------------------------------------------------------- */

/* Starts the recorder in an app that is recorded with no code change. `variables` is what `silhouette record` put into
 * the environment (docs/record.md) and the hook took out of it: "NAME=value" each, NULL behind the last; the key comes
 * through the inherited descriptor that SILHOUETTE_KEY_FD names, which is read and closed. Does not read the
 * environment itself. Any thread. SIL_ERROR_DISABLED in set-id programs, and where SILHOUETTE_EXECUTABLE is another
 * program. */
SIL_API sil_status sil_start_from_variables(const char* const* variables, sil_recorder** recorder);

/* ---- Elements --------------------------------------------------------------------------------------------------- */

/* As Role in proto/silhouette/v1/elements.proto. */
typedef enum sil_role {
    SIL_ROLE_UNSPECIFIED = 0,
    SIL_ROLE_WINDOW = 1,
    SIL_ROLE_DIALOG = 2,
    SIL_ROLE_PAGE = 3,
    SIL_ROLE_CONTAINER = 4,
    SIL_ROLE_LAYOUT = 5,
    SIL_ROLE_GROUP = 6,
    SIL_ROLE_BUTTON = 7,
    SIL_ROLE_TOGGLE_BUTTON = 8,
    SIL_ROLE_TOOL_BUTTON = 9,
    SIL_ROLE_CHECK_BOX = 10,
    SIL_ROLE_RADIO_BUTTON = 11,
    SIL_ROLE_TEXT_INPUT = 12,
    SIL_ROLE_PASSWORD_INPUT = 13,
    SIL_ROLE_TEXT_AREA = 14,
    SIL_ROLE_LABEL = 15,
    SIL_ROLE_IMAGE = 16,
    SIL_ROLE_LINK = 17,
    SIL_ROLE_LIST = 18,
    SIL_ROLE_TABLE = 19,
    SIL_ROLE_TREE = 20,
    SIL_ROLE_HEADER = 21,
    SIL_ROLE_TAB_BAR = 22,
    SIL_ROLE_TAB = 23,
    SIL_ROLE_TAB_PANEL = 24,
    SIL_ROLE_MENU_BAR = 25,
    SIL_ROLE_MENU = 26,
    SIL_ROLE_MENU_ITEM = 27,
    SIL_ROLE_TOOL_BAR = 28,
    SIL_ROLE_STATUS_BAR = 29,
    SIL_ROLE_COMBO_BOX = 30,
    SIL_ROLE_SPIN_BOX = 31,
    SIL_ROLE_SLIDER = 32,
    SIL_ROLE_PROGRESS_BAR = 33,
    SIL_ROLE_SCROLL_BAR = 34,
    SIL_ROLE_SCROLL_AREA = 35,
    SIL_ROLE_SPLITTER = 36,
    SIL_ROLE_DOCK = 37,
    SIL_ROLE_CANVAS = 38,
    SIL_ROLE_CALENDAR = 39,
    SIL_ROLE_SEPARATOR = 40,
    SIL_ROLE_BUTTON_BOX = 41,
    SIL_ROLE_KEYPAD = 42,
    SIL_ROLE_TOOL_TIP = 43,
    SIL_ROLE_POPUP = 44
} sil_role;

/* As StandardButton in proto/silhouette/v1/elements.proto (values 0 … 26). */
typedef uint8_t sil_standard_button;

typedef enum sil_name_encoding { SIL_NAME_UTF8 = 0, SIL_NAME_UTF16 = 1 } sil_name_encoding;

enum {
    SIL_ELEMENT_TEXT = 1 << 0,        /* may bear text: no point inside is told */
    SIL_ELEMENT_PRIVATE = 1 << 1,     /* nothing inside is told (password fields, regions the host marked) */
    SIL_ELEMENT_ROWS = 1 << 2,        /* rows of a model: no row, no point */
    SIL_ELEMENT_VALUE = 1 << 3,       /* the place inside is a value (slider, canvas, scroll bar): no point */
    SIL_ELEMENT_TOOLKIT_NAME = 1 << 4 /* the name is the toolkit's own ("qt_spinbox_lineedit") */
};

#define SIL_INDEX_NONE 0u
#define SIL_INDEX_MANY 65535u

typedef struct sil_element_info {
    size_t size;     /* sizeof(sil_element_info) */
    uint32_t parent; /* element number; 0 for a window */
    sil_role role;
    uint32_t flags;         /* SIL_ELEMENT_… */
    const char* class_name; /* NUL-terminated, or NULL */
    const void* name;       /* NULL: none */
    uint32_t name_units;    /* bytes of UTF-8, units of UTF-16 */
    sil_name_encoding encoding;
    uint32_t index; /* place among the siblings of this class that have no name, from 1; SIL_INDEX_NONE; SIL_INDEX_MANY
                       when they are so many that the place would be a row number */
    sil_standard_button standard_button;
} sil_element_info;

/* Defines an element. Cold: once for each element and generation. Returns its number, 0 when closed or past the limit
 * of 65,536 elements in a session. */
SIL_API uint32_t sil_adapter_element(const sil_element_info* info);

/* From now on nothing inside the element is told, as if it had been defined with SIL_ELEMENT_PRIVATE; for the rest of
 * the generation. For hosts and hooks that learn late that a region is delicate. SIL_ERROR_CLOSED when not recording or
 * the number is void; SIL_ERROR_LIMIT when the queue is full: nothing was marked, call again before the next click
 * there. */
SIL_API sil_status sil_mark_private(uint32_t element);

/* Defines a view of a window: `element` is the window itself or a page in it. Returns the view's number, or 0. */
SIL_API uint32_t sil_adapter_view(uint32_t element, uint32_t window_element);

/* ---- Events ----------------------------------------------------------------------------------------------------- */

typedef enum sil_button {
    SIL_BUTTON_PRIMARY = 0,
    SIL_BUTTON_SECONDARY = 1,
    SIL_BUTTON_MIDDLE = 2,
    SIL_BUTTON_OTHER = 3
} sil_button;
typedef enum sil_trigger {
    SIL_TRIGGER_MOUSE = 0,
    SIL_TRIGGER_TOUCH = 1,
    SIL_TRIGGER_PEN = 2,
    SIL_TRIGGER_KEYBOARD = 3
} sil_trigger;
typedef enum sil_navigation {
    SIL_WINDOW_OPENED = 1,
    SIL_WINDOW_CLOSED = 2,
    SIL_WINDOW_ACTIVATED = 3,
    SIL_VIEW_ENTERED = 4,
    SIL_VIEW_LEFT = 5
} sil_navigation;

#define SIL_NO_POINT (-1)

/* Hot. x and y in thousandths of the element's box (0 … 1,000), or SIL_NO_POINT. `count` is 1, then 2 for the second
 * press of a double click. The recorder drops the point where the element's flags or its surroundings forbid it. */
SIL_API void sil_adapter_click(uint32_t element, uint32_t view, sil_button button, uint32_t count, sil_trigger trigger,
                               int32_t x, int32_t y);

SIL_API void sil_adapter_navigate(sil_navigation kind, uint32_t view);

/* ---- Layouts ------------------------------------------------------------------------------------------------------
 */

/* As Flow in proto/silhouette/v1/layout.proto. */
typedef enum sil_flow {
    SIL_FLOW_NONE = 0,
    SIL_FLOW_ROW = 1,
    SIL_FLOW_COLUMN = 2,
    SIL_FLOW_GRID = 3,
    SIL_FLOW_FORM = 4,
    SIL_FLOW_STACK = 5,
    SIL_FLOW_SPLIT_ROW = 6,
    SIL_FLOW_SPLIT_COLUMN = 7,
    SIL_FLOW_WINDOW = 8,
    SIL_FLOW_SCROLL = 9,
    SIL_FLOW_WRAP = 10,
    SIL_FLOW_FREE = 11
} sil_flow;

/* Facts by class and policy, never by content. Each is per axis; W is width and horizontal, H is height and vertical.
 */
enum {
    SIL_BOX_HIDDEN = 1 << 0,    /* not shown now; told because it takes part in the rules */
    SIL_BOX_CONTENT_W = 1 << 1, /* its own size can follow a text, value or picture */
    SIL_BOX_CONTENT_H = 1 << 2,
    SIL_BOX_FIXED_W = 1 << 3, /* minimum == maximum, or the policy Fixed */
    SIL_BOX_FIXED_H = 1 << 4,
    SIL_BOX_SCREEN_W = 1 << 5, /* a window whose size the screen sets (maximised, full screen) */
    SIL_BOX_SCREEN_H = 1 << 6,
    SIL_BOX_RIGHT_TO_LEFT = 1 << 7, /* of widgets; layouts read as the one that they lie in */
    SIL_BOX_INDEPENDENT = 1 << 8,   /* its inside can not change its outside (scroll areas, views) */
    SIL_BOX_CLOSABLE_TABS = 1 << 9, /* the number of children is content */
    SIL_BOX_BUTTON = 1 << 10,       /* can be pressed: takes part in the search for keypads */
    SIL_BOX_WRAPS = 1 << 11,        /* its height follows its width (a label with word wrap, hasHeightForWidth) */
    SIL_BOX_LIMITED_W = 1 << 12,    /* the program set a minimum or maximum of its own that are not equal; a window
                                       that is not kept as large as what is in it needs */
    SIL_BOX_LIMITED_H = 1 << 13,
    SIL_BOX_UNLAID =
        1 << 14, /* what is inside may not have been arranged, because of content: no number of it is told */
    SIL_BOX_BACKWARDS = 1 << 15 /* a row or column that the toolkit arranges from its end */
};
/* Where minimum == maximum, FIXED is set and CONTENT is not. Hidden children and hidden pages are nodes too, and so are
 * spacers (element 0, no children, their policy). Siblings stand in the order in which they are seen, from the start
 * on, whichever end the toolkit arranges them from. A scroll area whose content is not resized with it arranges that
 * content by SIL_FLOW_FREE. docs/layout.md says why. */

typedef struct sil_layout_node {
    uint32_t element;            /* number; 0 for elements that are known only to be there */
    int32_t parent;              /* index of the node that arranges it, before this one; -1 for the root */
    int32_t x, y, width, height; /* true box in logical pixels, relative to the parent's; the recorder tells only the
                                    numbers that no content can move */
    uint16_t flags;              /* SIL_BOX_… */
    uint8_t flow;                /* sil_flow: how it arranges its children */
    uint8_t policy_w,
        policy_h; /* 0 fixed, 1 minimum, 2 preferred, 3 maximum, 4 expanding, 5 ignored, 6 minimum expanding */
    uint8_t align_w, align_h;                   /* 0 fill, 1 start, 2 centre, 3 end */
    uint8_t stretch;                            /* along the parent's arrangement */
    uint8_t row, column, row_span, column_span; /* in a grid or form; in SIL_FLOW_WINDOW row is the area */
    uint8_t margin_left, margin_top, margin_right, margin_bottom, spacing; /* of its own arrangement, pixels */
    uint8_t reserved[3];
} sil_layout_node;

#define SIL_LAYOUT_NODES_MAX 2000u

/* The whole of one view as it is now; copied. The recorder works out what changed and what may be told. Dropped and
 * counted when the recorder has not yet taken the ones before. */
SIL_API void sil_adapter_layout(uint32_t view, const sil_layout_node* nodes, uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
