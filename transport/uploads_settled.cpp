// What becomes of a batch: whether it may be sent at all, and what its answer means for the books.
#include "proto/fields.h"
#include "transport/message.h"
#include "transport/uploader.h"

namespace silhouette::transport {

std::optional<bool> Uploader::leave_unless_allowed(bool taken_over, const SessionId& session) {
    switch (reports_.may_send(session)) {
        case Sending::allowed:
            return std::nullopt;
        case Sending::forbidden:
            reports_.on_message(kInformation, "upload: the user wants its session erased; it is not sent");
            wipe(taken_over, session);
            return true;
        case Sending::not_now:
            reports_.on_message(kWarning, "upload: it cannot be noted that the session was sent; it waits");
            tell(Failure::storage);
            schedule_.try_later();
            return false;
    }
    return false;
}

void Uploader::drop(const Spool::Lost& lost) {
    parts_.settle(lost.items, lost.reason);
    if (lost.items > 0) {
        reports_.on_dropped(lost);
    }
}

void Uploader::wipe(bool taken_over, const SessionId& session) {
    const auto reason = number(wire::DropReason::rejected);
    if (const std::uint64_t items = parts_.give_up(reason); items > 0) {
        reports_.on_wiped({reason, items, taken_over, session});
    }
}

// Takes the answer into the books. False: the rest of the batch has to wait.
bool Uploader::settle(const Judgement& judgement, bool taken_over, const WholeBatch& whole,
                      std::span<const std::byte> body, std::uint64_t round) {
    const Part part = parts_.next();
    const std::uint64_t items = parts_.items(whole);
    switch (judgement.meaning) {
        case Meaning::acknowledged:
            sent_.add(part.id, items, body);
            parts_.settle(items, 0);
            tell(Failure::none);
            reports_.on_sent(items, taken_over);
            if (judgement.verdict && round == round_) {
                reports_.on_verdict(*judgement.verdict);
            }
            return true;
        case Meaning::too_large:
            if (part.count > 1) {
                parts_.split();
                reports_.on_message(kInformation, "upload: the endpoint found a batch too large; it is split");
            } else {
                reports_.on_message(kWarning, "upload: a single frame is too large for the endpoint; it is dropped");
                drop({number(wire::DropReason::too_large), items, taken_over, whole.session});
            }
            return true;
        case Meaning::rejected:
            reports_.on_message(kWarning, "upload: the endpoint refused a batch for good; it is dropped");
            tell(Failure::rejected);
            drop({number(wire::DropReason::rejected), items, taken_over, whole.session});
            return true;
        case Meaning::hold:
            key_refused();
            return false;
        case Meaning::tenant_off:
            hold();
            reports_.on_message(kInformation, "upload: the tenant is off");
            reports_.on_verdict(*judgement.verdict);
            return false;
        case Meaning::retry:
        case Meaning::redirect:
        case Meaning::not_ours:
            fail(failure_of(judgement.meaning), judgement.retry_after);
            return false;
    }
    return false;
}

}  // namespace silhouette::transport
