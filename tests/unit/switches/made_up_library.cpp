#include "tests/unit/switches/made_up_library.h"

#include <algorithm>
#include <thread>

struct sil_recorder {
    int nothing = 0;
};

namespace silhouette::tests {

std::size_t MadeUpLibrary::count(const std::string& what) const {
    return static_cast<std::size_t>(std::count(asked.begin(), asked.end(), what));
}

void MadeUpLibrary::tell() const {
    if (callback != nullptr) {
        std::thread([this] { callback(state, context); }).join();
    }
}

MadeUpLibrary& made_up_library(bool anew) {
    static MadeUpLibrary& library = *new MadeUpLibrary;
    if (anew) {
        library = MadeUpLibrary();
    }
    return library;
}

sil_recorder* made_up_recorder() {
    static sil_recorder recorder;
    return &recorder;
}

}  // namespace silhouette::tests

using silhouette::tests::made_up_library;

extern "C" {

sil_status sil_on_state_change(sil_recorder*, sil_state_function function, void* context) {
    made_up_library().callback = function;
    made_up_library().context = context;
    return SIL_OK;
}

int sil_user_setting_visible(const sil_recorder* recorder) {
    return recorder != nullptr && made_up_library().visible ? 1 : 0;
}

sil_choice sil_consent_choice(const sil_recorder*) {
    return made_up_library().choice;
}

sil_state sil_state_now(const sil_recorder* recorder) {
    return recorder != nullptr ? made_up_library().state : SIL_STATE_STOPPED;
}

sil_status sil_ask_verdict(sil_recorder*) {
    made_up_library().asked.emplace_back("ask");
    return SIL_OK;
}

sil_status sil_consent_change(sil_recorder*, sil_choice choice, uint32_t notice_version, uint32_t flags) {
    auto& library = made_up_library();
    const bool yes = choice == SIL_CHOICE_YES;
    library.asked.push_back((yes ? "yes " : "no ") + std::to_string(notice_version) +
                            ((flags & SIL_CONSENT_BY_SWITCH) != 0 ? " by switch" : "") +
                            ((flags & SIL_CONSENT_ERASE) != 0 ? " erase" : "") +
                            ((flags & SIL_CONSENT_KEEP_RECORD) != 0 ? " keep" : ""));
    // A "no" holds although it could not be stored.
    if (library.status == SIL_OK || !yes) {
        library.choice = choice;
    }
    if (!yes) {
        library.state = SIL_STATE_USER_OFF;
        if (library.callback != nullptr) {
            library.callback(library.state, library.context);
        }
    }
    return library.status;
}

sil_status sil_erase_sent(sil_recorder*) {
    made_up_library().asked.emplace_back("erase");
    return made_up_library().status != SIL_OK ? made_up_library().status : made_up_library().erase_status;
}

uint32_t sil_erasures_pending(const sil_recorder*) {
    return made_up_library().pending;
}

sil_status sil_sent_read(const sil_recorder*, sil_sent_function function, void* context) {
    made_up_library().asked.emplace_back("read");
    for (const auto& one : made_up_library().batches) {
        const sil_sent_batch batch{sizeof(sil_sent_batch), one.sent, one.items, one.text.c_str()};
        function(&batch, context);
    }
    return made_up_library().damaged ? SIL_ERROR_STORAGE : SIL_OK;
}

}  // extern "C"
