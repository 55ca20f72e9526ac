// System calls that Swift can't reach, and the few instructions it has no words for.
#ifndef C_SYSTEM_SHIMS_H
#define C_SYSTEM_SHIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Nanoseconds of the clock that nobody adjusts (CLOCK_MONOTONIC_RAW).
uint64_t shim_monotonic_nanoseconds(void);

// The smallest step of that clock that shows in two consecutive readings, in nanoseconds.
uint64_t shim_clock_step_nanoseconds(void);

// Whether the processor has a time stamp counter that runs at a constant rate, and its reading.
bool shim_has_timestamp_counter(void);
uint64_t shim_timestamp_counter(void);

// Calls body(context). A simulator that collects inside one function only is told this one's name:
// everything that body does is then counted, nothing around it.
void shim_counted_region(void (*body)(void *), void *context);

// Starts a program in a process group of its own with pipes on its standard streams, all other
// descriptors closed. Where the calling thread is the main one, the child is killed when this
// process ends (a thread that ends earlier would take it along).
// path: the program's file; argv, envp: null-terminated.
// Returns the child's number, or -1 and the error's number in *error.
typedef struct {
    pid_t pid;
    int input;   // to write to the child's standard input
    int output;  // to read the child's standard output
    int errors;  // to read the child's standard error
} shim_child;
int shim_spawn(const char *path, char *const argv[], char *const envp[], shim_child *child);

// write() that answers EPIPE without a SIGPIPE, whatever the process does with that signal.
ssize_t shim_write(int descriptor, const void *bytes, size_t count);

// perf_event_open for a stopped event of one task on any processor, inherited by the threads and
// processes that the task starts later; -1 with errno.
// group: the leader's descriptor, or -1. user_only: what happens in the kernel is not counted.
int shim_perf_open(uint32_t type, uint64_t config, pid_t task, int group, bool user_only);
int shim_perf_start(int descriptor);
int shim_perf_stop(int descriptor);

// Types and configurations of events, as the kernel's header has them.
extern const uint32_t shim_perf_type_hardware, shim_perf_type_software, shim_perf_type_cache;

#endif
