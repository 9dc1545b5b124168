// The plugin that gives live windows other content and compares what would be told of them. Writes one line a
// comparison to the file that SILHOUETTE_MUTATION_REPORT names, "end" as its last, and leaves the app.
#include <QAction>
#include <QApplication>
#include <QGenericPlugin>
#include <QTabWidget>
#include <QTimer>

#include <cstdio>
#include <cstdlib>

#include "tests/mutation/mutation.h"
#include "tests/mutation/told_layout.h"

namespace silhouette::tests {
namespace {

constexpr int kStartMs = 2500;  // the app's own start
constexpr int kStepMs = 180;    // a window's new layout

struct Variant {
    const char* name;
    QString text;
    int picture;  // its size; 0: none
};

const Variant& variant(int number) {
    static const Variant all[] = {{"one letter", QStringLiteral("i"), 0},
                                  {"28 letters", QString(28, QLatin1Char('W')), 0},
                                  {"two lines", QStringLiteral("Wide\nand high"), 0},
                                  {"a long line", QString(120, QLatin1Char('m')), 0},
                                  {"big pictures, wide columns", QStringLiteral("i"), 160},
                                  {"small pictures, narrow columns", QStringLiteral("i"), 9},
                                  {"one letter again", QStringLiteral("i"), 0}};
    return all[number];
}
constexpr int kVariants = 7;

// Windows one after the other, in each the pages of its tab widgets, in each the variants, shown and partly hidden.
class Course final : public QObject {
  public:
    void start() {
        report_ = std::fopen(std::getenv("SILHOUETTE_MUTATION_REPORT"), "we");
        if (report_ == nullptr) {
            return;
        }
        QTimer::singleShot(kStartMs, this, [this] { open_dialog(); });
    }

  private:
    void open_dialog() {
        // The action or, with "(true)" behind it, the slot that shows what is to be tried as well.
        const QByteArray name = qgetenv("SILHOUETTE_MUTATION_ACTION");
        const bool is_slot = name.endsWith("(true)");
        for (QWidget* window : QApplication::topLevelWidgets()) {
            if (is_slot) {
                if (window->metaObject()->indexOfMethod(name.left(name.size() - 6) + "(bool)") >= 0) {
                    QMetaObject::invokeMethod(window, name.left(name.size() - 6).constData(), Q_ARG(bool, true));
                }
            } else if (auto* const action =
                           name.isEmpty() ? nullptr : window->findChild<QAction*>(QString::fromLatin1(name))) {
                QTimer::singleShot(0, action, [action] { action->trigger(); });  // a modal dialog runs its own loop
                break;
            }
        }
        QTimer::singleShot(kStartMs / 2, this, [this] { next_window(); });
    }

    void next_window() {
        for (QWidget* window : QApplication::topLevelWidgets()) {
            const bool real = window->windowType() == Qt::Window || window->windowType() == Qt::Dialog;
            if (real && window->isVisible() && !done_.contains(window)) {
                done_.append(window);
                window_ = window;
                page_ = 0;
                return begin_page();
            }
        }
        std::fprintf(report_, "end\n");
        std::fclose(report_);
        std::_Exit(0);
    }

    void begin_page() {
        pages_ = 1;
        for (QTabWidget* tabs : window_->findChildren<QTabWidget*>()) {
            if (!tabs->tabsClosable()) {
                pages_ = std::max(pages_, std::min(tabs->count(), 12));
                if (page_ < tabs->count()) {
                    tabs->setCurrentIndex(page_);
                }
            }
        }
        variant_ = -1;
        hidden_ = false;
        later([this] { next_variant(); });
    }

    void next_variant() {
        const ToldLayout told = teller_.tell(*window_);
        if (variant_ >= 0) {
            compare(told);
        }
        if (variant_ + 1 < kVariants) {
            if (variant_ < 0) {
                base_ = told;
            }
            ++variant_;
            overwrite(variant(variant_));
            return later([this] { next_variant(); });
        }
        if (!hidden_) {
            hidden_ = true;
            shown_ = told;
            hider_.hide_some(*window_);
            return later([this] { begin_hidden(); });
        }
        hider_.show_again();
        ++page_;
        later([this] { page_ < pages_ ? begin_page() : next_window(); });
    }

    void overwrite(const Variant& content) {
        overwrite_texts(*window_, content.text);
        if (content.picture != 0) {
            overwrite_pictures(*window_, content.picture);
        }
    }

    void begin_hidden() {
        base_ = teller_.tell(*window_);
        std::fprintf(report_, "hidden %s page %d: %d judged otherwise, %d boxes moved\n",
                     window_->metaObject()->className(), page_, judged_differently(shown_, base_),
                     moved_boxes(shown_, base_));
        variant_ = 0;
        overwrite(variant(1));
        later([this] { next_variant(); });
    }

    void compare(const ToldLayout& told) {
        int missing = 0;
        const int differ = told_differently(base_, told, missing);
        std::fprintf(report_,
                     "compared %s page %d%s, %s: moved %d differ %d missing %d elements %zu numbers %d covered %zu\n",
                     window_->metaObject()->className(), page_, hidden_ ? " partly hidden" : "", variant(variant_).name,
                     moved_boxes(base_, told), differ, missing, told.strict.elements.size(), told_numbers(told),
                     told.strict.covered.size());
        if (differ > 0) {
            describe(told);
            list_moved(told);
        }
        std::fflush(report_);
    }

    void describe(const ToldLayout& told) {
        for (const auto& now : told.strict.elements) {
            for (const auto& before : base_.strict.elements) {
                if (before.element == now.element && !(before == now)) {
                    std::fprintf(report_,
                                 "  element %u role %d known %d/%d x %d/%d y %d/%d width %d/%d height %d/%d fill %x/%x "
                                 "parent %u/%u\n",
                                 now.element, role_of(told, now.element), before.known, now.known, before.x, now.x,
                                 before.y, now.y, before.width, now.width, before.height, now.height, before.fill,
                                 now.fill, before.parent_element, now.parent_element);
                }
            }
        }
    }

    // The boxes that moved, with what the hook told of them: of one of them content was not known.
    void list_moved(const ToldLayout& told) {
        for (std::size_t i = 0; i < told.facts.size() && i < base_.facts.size(); ++i) {
            const auto& now = told.facts[i];
            const auto& before = base_.facts[i];
            if (now.element != 0 && now.element == before.element && now.width != before.width) {
                std::fprintf(report_,
                             "  box %zu parent %d element %u role %d flags %x flow %d policy %d/%d width %d/%d height "
                             "%d/%d area %d\n",
                             i, now.parent, now.element, now.role, now.flags, now.flow, now.policy_w, now.policy_h,
                             before.width, now.width, before.height, now.height, now.row);
            }
        }
    }

    static int role_of(const ToldLayout& told, std::uint32_t element) {
        for (const auto& fact : told.facts) {
            if (fact.element == element) {
                return fact.role;
            }
        }
        return 0;
    }

    template <typename Step>
    void later(Step step) {
        QTimer::singleShot(kStepMs, this, step);
    }

    std::FILE* report_ = nullptr;
    LayoutTeller teller_;
    Hider hider_;
    QList<QWidget*> done_;
    QWidget* window_ = nullptr;
    int page_ = 0, pages_ = 1, variant_ = -1;
    bool hidden_ = false;
    ToldLayout base_, shown_;
};

}  // namespace

class Mutator final : public QGenericPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.qt-project.Qt.QGenericPluginFactoryInterface" FILE "mutator.json")
  public:
    QObject* create(const QString&, const QString&) override {
        auto* const course = new Course;
        QTimer::singleShot(0, course, [course] { course->start(); });
        return course;
    }
};

}  // namespace silhouette::tests

#include "mutator.moc"
