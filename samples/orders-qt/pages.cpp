#include "pages.h"

#include <QCheckBox>
#include <QDateEdit>
#include <QFormLayout>
#include <QGroupBox>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "content.h"

namespace orders {
namespace {

// A canvas: nothing in it is a widget.
class SalesChart : public QWidget {
  public:
    SalesChart() : title_(content(QStringLiteral("Porto: 1,204 €"))) {
        setObjectName(QStringLiteral("salesChart"));
        setMinimumHeight(120);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const int bars = 8;
        for (int bar = 0; bar < bars; ++bar) {
            const int height = this->height() * (bar * 37 % 70 + 20) / 100;
            painter.fillRect(bar * width() / bars + 4, this->height() - height, width() / bars - 8, height,
                             palette().highlight());
        }
        painter.drawText(rect(), Qt::AlignTop | Qt::AlignHCenter, title_);
    }

  private:
    QString title_;
};

QGroupBox* order_form() {
    auto* group = new QGroupBox(content(QStringLiteral("Order of Maria Oliveira")));
    group->setObjectName(QStringLiteral("orderGroup"));
    auto* quantity = new QSpinBox;
    quantity->setObjectName(QStringLiteral("quantitySpin"));
    quantity->setSuffix(content(QStringLiteral(" pairs")));
    auto* due = new QDateEdit;
    due->setObjectName(QStringLiteral("dueDate"));
    due->setCalendarPopup(true);
    auto* discount = new QSlider(Qt::Horizontal);
    discount->setObjectName(QStringLiteral("discountSlider"));
    auto* paid = new QCheckBox(QStringLiteral("Paid"));
    paid->setObjectName(QStringLiteral("paidCheck"));
    auto* post = new QRadioButton(QStringLiteral("By post"));
    post->setObjectName(QStringLiteral("byPostRadio"));
    auto* collect = new QRadioButton(QStringLiteral("Collected"));
    collect->setObjectName(QStringLiteral("collectedRadio"));
    auto* form = new QFormLayout(group);
    form->addRow(QStringLiteral("Quantity"), quantity);
    form->addRow(QStringLiteral("Due"), due);
    form->addRow(QStringLiteral("Discount"), discount);
    form->addRow(QString(), paid);
    form->addRow(QString(), post);
    form->addRow(QString(), collect);
    return group;
}

}  // namespace

QWidget* make_orders_page() {
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("ordersPage"));
    auto* tree = new QTreeWidget;
    tree->setObjectName(QStringLiteral("orderTree"));
    tree->setHeaderLabels({QStringLiteral("Order"), content(QStringLiteral("Article of Porto"))});
    for (const Order& order : make_orders()) {
        auto* top = new QTreeWidgetItem(tree, {order.number, order.customer});
        new QTreeWidgetItem(top, {QString::number(order.quantity), order.article});
    }
    auto* splitter = new QSplitter;
    splitter->setObjectName(QStringLiteral("orderSplitter"));
    splitter->addWidget(tree);
    splitter->addWidget(order_form());
    auto* column = new QVBoxLayout(page);
    column->addWidget(splitter);
    return page;
}

QWidget* make_reports_page() {
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("reportsPage"));
    auto* progress = new QProgressBar;
    progress->setObjectName(QStringLiteral("targetProgress"));
    progress->setValue(62);
    progress->setFormat(content(QStringLiteral("%p % of Porto's target")));
    auto* refresh = new QPushButton(QStringLiteral("Refresh"));
    refresh->setObjectName(QStringLiteral("refreshButton"));
    auto* column = new QVBoxLayout(page);
    column->addWidget(new SalesChart, 1);
    column->addWidget(progress);
    column->addWidget(refresh, 0, Qt::AlignRight);
    return page;
}

}  // namespace orders
