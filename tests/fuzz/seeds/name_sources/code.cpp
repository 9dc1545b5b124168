w->setObjectName(QString("row_%1").arg(i)); // x
