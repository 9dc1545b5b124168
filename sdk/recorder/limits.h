// Every limit and interval of the recorder, with its reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace silhouette::recorder {

using namespace std::chrono_literals;

// ---- Session --------------------------------------------------------------------------------------------------------
// A new session begins after so long without an event, and at the latest after so long (DESIGN.md, section 1).
inline constexpr std::chrono::nanoseconds kSessionIdle = 15min;
inline constexpr std::chrono::nanoseconds kSessionLongest = 4h;

// ---- Frames ---------------------------------------------------------------------------------------------------------
// A frame is closed so long after its first item: what kill -9 can take from memory (counted, not delivered). A frame
// costs 12 to 19 bytes on the wire whatever is in it: with 2 s, 100 clicks in half a minute cost 7.3 bytes each, with 5
// s they cost 6.
inline constexpr std::chrono::nanoseconds kFrameInterval = 5s;
// Hosts that ask for quick batches get quick frames, at most ten a second.
inline constexpr std::chrono::nanoseconds kFrameIntervalMin = 100ms;
inline constexpr std::size_t kFrameItemsMax = 1'000;
inline constexpr std::size_t kFrameWeightMax = 24 * 1024;

// ---- Privacy --------------------------------------------------------------------------------------------------------
// A click waits so long for the first layout of its view, or, on what may be a key, for one that has it as it is shown
// now, so that a keypad is known as one before a click in it is told.
inline constexpr std::chrono::nanoseconds kLayoutWait = 2s;
// So long a route waits for the page that it leads to, whatever else comes: hosts tell it before they have built and
// shown that, and one that is private then is not told. Longer than it takes a host to answer a click, or people would
// have left. After that it waits for the first thing that comes.
inline constexpr std::chrono::nanoseconds kRouteWait = 1s;
// More waiting items than a person makes in that time: then the oldest go on.
inline constexpr std::size_t kWaitingMax = 4'096;
// Regions used in one visit of a view that are remembered; a window has a few.
inline constexpr std::size_t kRegionsPerVisitMax = 64;

// ---- Layouts --------------------------------------------------------------------------------------------------------
// The whole of a view again, though nothing changed: bounds what a lost batch takes from a replay.
inline constexpr std::chrono::nanoseconds kLayoutWholeAgain = 10min;
// Places among siblings that are told alike are kept from layout to layout, for the room that they take: of two views
// of the most elements, 200 KB. Beyond that the next layout begins anew; what is told is the same.
inline constexpr std::size_t kPlacesKeptMax = 4'000;

// ---- Thread ---------------------------------------------------------------------------------------------------------
// While something happens the queue is emptied so often: 4,096 events in it are far more than a person makes, and a
// host thread is asked for a wake-up once per idle time only.
inline constexpr std::chrono::milliseconds kDrainInterval = 250ms;
// Sooner where more items come than a piece holds (Policy::piece_items), but not more often than this: bounds the
// pieces of a second. The thread finds the pace by itself; a host thread wakes it only for a burst that comes between
// two rounds as far apart as kDrainInterval: at most once in that time.
inline constexpr std::chrono::milliseconds kDrainIntervalMin = 10ms;
// Quiet rounds before the recorder sleeps without a timer.
inline constexpr int kQuietRounds = 2;
// Host threads inside a call are waited for so long before memory is cleansed (a call takes a microsecond; a thread
// that the scheduler took away meanwhile comes back within this).
inline constexpr std::chrono::milliseconds kInsideWait = 50ms;
// Answers of a host that does not wait for the disk, of which that lacks so many, before the host waits after all: each
// holds up to eleven descriptors of what it replaced and destroyed, and a host has 1,024.
inline constexpr std::size_t kNotDurableMax = 16;
// A "no" waits so long for a host that is being told of the state before, so that it is not told of that afterwards.
inline constexpr std::chrono::milliseconds kTellPatience = 100ms;
// Where descriptors or memory were short when the choice or the policy was to be looked at, they are looked at again
// after so long, and ever more rarely, up to as seldom as the poll of the settings wakes the thread.
inline constexpr std::chrono::milliseconds kLookAgainFirst = 500ms;
inline constexpr std::chrono::milliseconds kLookAgainLongest = 4min;
// sil_shutdown() leaves the thread alone so long past its deadline, at the latest.
inline constexpr std::chrono::milliseconds kShutdownSlack = 30ms;
// exit() waits so long for a thread that was left alone, past that slack: more than any stretch of work in which it
// holds what exit() takes down (the longest reads the system's trust store). Waiting for a disk or for the host does
// not count.
inline constexpr std::chrono::milliseconds kExitPatience = 250ms;

// Routes of more than five segments whose events are under way.
inline constexpr std::size_t kRouteRestsMax = 64;

}  // namespace silhouette::recorder
