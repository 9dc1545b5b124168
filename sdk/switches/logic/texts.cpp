#include <silhouette/switch_texts.h>

#include <iterator>

// The name is the one that Qt's lupdate looks for, so that translators get these texts from this file. Nothing of Qt is
// used.
#define QT_TRANSLATE_NOOP(context, text) text

namespace silhouette::switches {

static_assert(std::size(kAllTexts) * sizeof(std::string) == sizeof(Texts), "a text that is not in kAllTexts");

Texts::Texts()
    : title(QT_TRANSLATE_NOOP("Silhouette", "Session replay")),
      description(QT_TRANSLATE_NOOP(
          "Silhouette",
          "Shows the makers of this program how it is used, drawn in plain boxes, so that they can make it "
          "better. It never shows what you work on. You can change your mind at any time.")),
      allow(QT_TRANSLATE_NOOP("Silhouette", "&Allow session replay")),
      recorded_title(QT_TRANSLATE_NOOP("Silhouette", "What is recorded")),
      recorded(QT_TRANSLATE_NOOP(
          "Silhouette",
          "When and where you click, or use the keyboard instead, and on which button, menu or field\n"
          "Which windows and pages you open and close\n"
          "How windows are arranged, as boxes without anything in them\n"
          "The names that the program itself gives to its buttons and windows")),
      never_title(QT_TRANSLATE_NOOP("Silhouette", "What is never recorded")),
      never(QT_TRANSLATE_NOOP("Silhouette",
                              "Texts, numbers, pictures or files\n"
                              "What you type, or which keys you press\n"
                              "Titles of windows and documents\n"
                              "Who you are, or anything that connects one session with another")),
      notice(QT_TRANSLATE_NOOP("Silhouette", "Read the &privacy notice")),
      also_delete(QT_TRANSLATE_NOOP("Silhouette", "When I turn it off, also &erase what was sent")),
      keep_list(QT_TRANSLATE_NOOP("Silhouette", "When I turn it off, &keep my list of what was sent")),
      state_recording(QT_TRANSLATE_NOOP("Silhouette", "This session is being recorded.")),
      state_off(QT_TRANSLATE_NOOP("Silhouette", "Nothing is recorded.")),
      state_waiting(
          QT_TRANSLATE_NOOP("Silhouette", "Nothing is recorded until your organisation has confirmed that it may be.")),
      state_tenant_off(
          QT_TRANSLATE_NOOP("Silhouette", "Nothing is recorded: your organisation does not allow session replay.")),
      state_forbidden(QT_TRANSLATE_NOOP("Silhouette", "Nothing is recorded: it is forbidden on this computer.")),
      state_paused(QT_TRANSLATE_NOOP("Silhouette", "The program has paused the recording.")),
      state_not_sampled(QT_TRANSLATE_NOOP("Silhouette", "This session is not one of those that are recorded.")),
      state_unavailable(QT_TRANSLATE_NOOP("Silhouette", "Session replay is not available in this program.")),
      deleting(QT_TRANSLATE_NOOP("Silhouette", "Sessions that are being deleted: {count}")),
      see_sent(QT_TRANSLATE_NOOP("Silhouette", "&See what was sent…")),
      sent_title(QT_TRANSLATE_NOOP("Silhouette", "What was sent")),
      sent_explanation(
          QT_TRANSLATE_NOOP("Silhouette", "Everything that was recorded and sent lately, the newest first.")),
      sent_batch(QT_TRANSLATE_NOOP("Silhouette", "{time} ({items} items)")),
      sent_none(QT_TRANSLATE_NOOP("Silhouette", "Nothing that was sent is kept on this computer.")),
      sent_damaged(QT_TRANSLATE_NOOP("Silhouette", "A part of the list could not be read.")),
      close(QT_TRANSLATE_NOOP("Silhouette", "&Close")),
      delete_sent(QT_TRANSLATE_NOOP("Silhouette", "&Delete what was sent…")),
      delete_title(QT_TRANSLATE_NOOP("Silhouette", "Delete what was sent")),
      delete_question(QT_TRANSLATE_NOOP(
          "Silhouette", "Every session that this program has sent for you will be deleted. This cannot be undone.")),
      delete_yes(QT_TRANSLATE_NOOP("Silhouette", "&Delete")),
      cancel(QT_TRANSLATE_NOOP("Silhouette", "Cancel")),
      not_stored(QT_TRANSLATE_NOOP(
          "Silhouette", "Nothing is recorded any more, but your choice could not be saved on this computer.")),
      not_turned_on(QT_TRANSLATE_NOOP("Silhouette", "Session replay could not be turned on.")),
      not_deleted(QT_TRANSLATE_NOOP("Silhouette", "The deletion could not be asked for. Please try again.")) {}

std::string filled(std::string text, const std::string& name, const std::string& value) {
    const std::string mark = '{' + name + '}';
    if (const auto place = text.find(mark); place != std::string::npos) {
        text.replace(place, mark.size(), value);
    }
    return text;
}

std::string without_mnemonic(const std::string& text) {
    std::string plain;
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (text[place] == '&' && ++place == text.size()) {
            break;
        }
        plain += text[place];
    }
    return plain;
}

}  // namespace silhouette::switches
