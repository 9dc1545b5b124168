// The user's switch for session replay, ready-made for Qt 5.15 and Qt 6 Widgets: a whole page for a settings dialog, or
// one line.
//
//   silhouette::qt::Consent consent(recorder, kNoticeVersion);          // qt_consent.h: one for the whole app
//   pages->addTab(new silhouette::qt::SettingsPage(consent), "Privacy");
//
// Both are there for everyone: usable by keyboard, and named and described for screen readers. While the tenant does
// not allow recording they show nothing, and appear and go by themselves when that changes. Whoever looks at them asks
// for the tenant's verdict: they do so when they are shown, and at no other time.
//
// Link silhouette_qt5_switches or silhouette_qt6_switches, as your Qt is. UI thread. The Consent has to outlive them.
#pragma once

#include <silhouette/qt_consent.h>

#include <QWidget>

#include <memory>

namespace silhouette::qt {

// The switch, what is recorded and what never is, the link to the privacy notice, "see what was sent" and "delete what
// was sent".
class SettingsPage : public QWidget {
    Q_OBJECT
  public:
    explicit SettingsPage(Consent& consent, QWidget* parent = nullptr);
    ~SettingsPage() override;

  protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// One check box: for a settings page that has its own words about privacy beside it.
class Switch : public QWidget {
    Q_OBJECT
  public:
    explicit Switch(Consent& consent, QWidget* parent = nullptr);
    ~Switch() override;

  protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// "See what was sent" in a window of its own, modal to `parent`'s window. For hosts that have a menu entry for it: it
// can be read whether or not the page is to be seen.
void show_sent(Consent& consent, QWidget* parent);

// "Delete what was sent": asks, and does it when the user says so.
void ask_to_delete_sent(Consent& consent, QWidget* parent);

}  // namespace silhouette::qt
