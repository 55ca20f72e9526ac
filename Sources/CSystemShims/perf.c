#define _GNU_SOURCE
#include "CSystemShims.h"

#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

const uint32_t shim_perf_type_hardware = PERF_TYPE_HARDWARE;
const uint32_t shim_perf_type_software = PERF_TYPE_SOFTWARE;
const uint32_t shim_perf_type_cache = PERF_TYPE_HW_CACHE;

int shim_perf_open(uint32_t type, uint64_t config, pid_t task, int group, bool user_only) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = type;
    attributes.config = config;
    attributes.disabled = 1;
    attributes.inherit = 1;
    attributes.exclude_kernel = user_only;
    attributes.exclude_hv = 1;
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    return (int)syscall(
        SYS_perf_event_open, &attributes, task, -1, group, PERF_FLAG_FD_CLOEXEC);
}

int shim_perf_start(int descriptor) { return ioctl(descriptor, PERF_EVENT_IOC_ENABLE, 0); }

int shim_perf_stop(int descriptor) { return ioctl(descriptor, PERF_EVENT_IOC_DISABLE, 0); }
