#include "content.h"

#include <QFile>
#include <QTextStream>

namespace orders {
namespace {

// Writes what was handed out, for the test that looks for it afterwards.
class CanaryList {
  public:
    CanaryList() : token_(qEnvironmentVariable("ORDERS_CANARY")), file_(qEnvironmentVariable("ORDERS_CANARY_LIST")) {
        if (!token_.isEmpty() && !file_.fileName().isEmpty()) {
            open_ = file_.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Text);
        }
    }

    bool active() const { return !token_.isEmpty(); }

    QString next() {
        const QString canary = token_ + QString::number(++count_);
        note(canary);
        return canary;
    }

    void note(const QString& text) {
        if (open_) {
            file_.write(text.toUtf8() + '\n');
            file_.flush();
        }
    }

  private:
    QString token_;
    QFile file_;
    bool open_ = false;
    int count_ = 1000;
};

CanaryList& canaries() {
    static CanaryList list;
    return list;
}

}  // namespace

bool canary_mode() {
    return canaries().active();
}

QString content(const QString& text) {
    return canaries().active() ? canaries().next() : text;
}

QString composed_name(const char* prefix, const QString& text) {
    const QString name = QString::fromLatin1(prefix) + text;
    if (canaries().active()) {
        canaries().note(name);
    }
    return name;
}

std::vector<Customer> make_customers() {
    const char* const rows[][6] = {
        {"Maria Oliveira", "+351 912 000 111", "maria.oliveira@example.com", "Porto", "oliveira-lease.pdf",
         "Calls back on Tuesdays"},
        {"Johann Schneider", "+49 151 000 222", "johann@example.org", "Kassel", "schneider_2024.pdf",
         "Divorce settlement pending"},
        {"Aiko Tanaka", "+81 90 0000 3333", "aiko.tanaka@example.jp", "Sendai", "tanaka contract.odt",
         "Prefers e-mail"},
        {"Bob", "+1 555 0100", "bob@example.net", "Tulsa", "bob.pdf", ""},
        {"Chinonso Adeyemi-Bartholomew", "+234 802 000 4444", "c.adeyemi@example.ng", "Ibadan",
         "adeyemi-bartholomew-framework-agreement-final-2.pdf", "Allergic to latex"},
        {"Elif Yıldız", "+90 532 000 5555", "elif@example.com.tr", "İzmir", "yildiz.pdf", "VIP, discount 12 %"},
    };
    std::vector<Customer> customers;
    for (const auto& row : rows) {
        customers.push_back({content(QString::fromUtf8(row[0])), content(QString::fromUtf8(row[1])),
                             content(QString::fromUtf8(row[2])), content(QString::fromUtf8(row[3])),
                             content(QString::fromUtf8(row[4])), content(QString::fromUtf8(row[5]))});
    }
    return customers;
}

std::vector<Order> make_orders() {
    const char* const rows[][3] = {{"A-2024-0117", "Maria Oliveira", "Hearing aid, left"},
                                   {"A-2024-0118", "Bob", "Wheelchair cushion"},
                                   {"A-2024-0121", "Aiko Tanaka", "Insulin pump belt"},
                                   {"A-2024-0130", "Johann Schneider", "Walking stick"}};
    std::vector<Order> orders;
    int quantity = 1;
    for (const auto& row : rows) {
        orders.push_back({content(QString::fromUtf8(row[0])), content(QString::fromUtf8(row[1])),
                          content(QString::fromUtf8(row[2])), quantity++});
    }
    return orders;
}

}  // namespace orders
