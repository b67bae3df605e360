#ifndef IOMT_CORE_VERSION_H
#define IOMT_CORE_VERSION_H

#define IOMT_VERSION "0.1.0"

#endif
