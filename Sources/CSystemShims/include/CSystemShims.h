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
// descriptors closed. When this process ends, however it does, a watchdog (a shell that waits for the
// end of a pipe) kills the whole group. Where the calling thread is the main one, the child itself is
// killed by the kernel, too (a thread that ends earlier would take it along).
// path: the program's file; argv, envp: null-terminated.
// Returns the child's number, or -1 and the error's number in *error.
typedef struct {
    pid_t pid;
    int input;   // to write to the child's standard input
    int output;  // to read the child's standard output
    int errors;  // to read the child's standard error
    pid_t watchdog;     // 0 where the system has no shell
    int watchdog_input; // whose end the watchdog waits for
} shim_child;
int shim_spawn(const char *path, char *const argv[], char *const envp[], shim_child *child);

// Kills the child's group, calls the watchdog off and reaps both. The descriptors of the child's
// standard streams stay open.
void shim_end(shim_child *child);

// Whether a child has ended, without reaping it: its number stays taken, so that its process group
// can still be killed safely. 1 with the exit status or the signal (the other is 0), 0 where it goes
// on, -1 with errno.
int shim_has_ended(pid_t pid, int *status, int *signal);

// write() that answers EPIPE without a SIGPIPE, whatever the process does with that signal.
ssize_t shim_write(int descriptor, const void *bytes, size_t count);

// perf_event_open for a stopped event of one task on any processor, inherited by the threads and
// processes that the task starts later; -1 with errno.
// group: the leader's descriptor, or -1. user_only: what happens in the kernel is not counted.
int shim_perf_open(uint32_t type, uint64_t config, pid_t task, int group, bool user_only);
int shim_perf_start(int descriptor);
int shim_perf_stop(int descriptor);

// The processors on which a task may run (0: the calling thread), in order.
// Returns how many were written, or -1 with errno.
int shim_allowed_processors(pid_t task, int *processors, int capacity);

// Restricts a task (0: the calling thread) to these processors; -1 with errno.
int shim_restrict_to_processors(pid_t task, const int *processors, int count);

// Nanoseconds that a fixed piece of arithmetic, about a tenth of a millisecond, takes here and now.
uint64_t shim_speed_probe(void);

// Types and configurations of events, as the kernel's header has them.
extern const uint32_t shim_perf_type_hardware, shim_perf_type_software, shim_perf_type_cache;

#endif
