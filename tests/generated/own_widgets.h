// What apps make themselves: painted widgets, and a layout that begins a new line where one is full.
#pragma once

#include <QLayout>
#include <QPainter>
#include <QWidget>

namespace silhouette::tests {

// Painted, of no size of its own.
class Canvas : public QWidget {
    Q_OBJECT
  public:
    using QWidget::QWidget;

  protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), Qt::lightGray); }
};

// As big as the text that it paints; `wraps`: its height follows its width.
class Card : public QWidget {
    Q_OBJECT
  public:
    explicit Card(bool wraps) : wraps_(wraps) {
        QSizePolicy policy = sizePolicy();
        policy.setHeightForWidth(wraps);
        setSizePolicy(policy);
    }
    void show_text(const QString& text) {
        text_ = text;
        updateGeometry();
        update();
    }
    QSize sizeHint() const override { return fontMetrics().size(0, text_) + QSize(8, 8); }
    QSize minimumSizeHint() const override { return wraps_ ? QSize(20, 20) : sizeHint(); }
    bool hasHeightForWidth() const override { return wraps_; }
    int heightForWidth(int width) const override {
        return fontMetrics().boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap, text_).height() + 8;
    }

  protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).drawText(rect(), Qt::TextWordWrap, text_); }

  private:
    QString text_;
    bool wraps_;
};

class WrappedLayout : public QLayout {
    Q_OBJECT
  public:
    using QLayout::QLayout;
    ~WrappedLayout() override { qDeleteAll(items_); }
    void addItem(QLayoutItem* item) override { items_.append(item); }
    int count() const override { return static_cast<int>(items_.size()); }
    QLayoutItem* itemAt(int place) const override { return place >= 0 && place < count() ? items_[place] : nullptr; }
    QLayoutItem* takeAt(int place) override { return place >= 0 && place < count() ? items_.takeAt(place) : nullptr; }
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), false); }
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override {
        QSize size;
        for (const QLayoutItem* item : items_) {
            size = size.expandedTo(item->minimumSize());
        }
        return size;
    }
    void setGeometry(const QRect& box) override {
        QLayout::setGeometry(box);
        arrange(box, true);
    }

  private:
    int arrange(const QRect& box, bool moves) const {
        int x = box.x(), y = box.y(), line = 0;
        for (QLayoutItem* item : items_) {
            if (item->isEmpty()) {
                continue;
            }
            const QSize size = item->sizeHint();
            if (x > box.x() && x + size.width() > box.right()) {
                x = box.x();
                y += line + 6;
                line = 0;
            }
            if (moves) {
                item->setGeometry(QRect(QPoint(x, y), size));
            }
            x += size.width() + 6;
            line = std::max(line, size.height());
        }
        return y + line - box.y();
    }

    QList<QLayoutItem*> items_;
};

}  // namespace silhouette::tests
