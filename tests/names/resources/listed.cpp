// The source of a manifest that is compiled into another program: this one is only read.
void name(struct Widget* widget) {
    widget->setObjectName("listedByBuild");
    widget->setObjectName(QStringLiteral("listed_row_%1").arg(7));
}
