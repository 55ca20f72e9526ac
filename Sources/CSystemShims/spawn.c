#define _GNU_SOURCE
#include "CSystemShims.h"

#include <errno.h>
#include <pthread.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// The lowest descriptor of the child beside its standard streams: there it reports why it could not
// become the program.
enum { report_descriptor = 3 };

static void become(
    const char *path, char *const argv[], char *const envp[], int input, int output, int errors,
    int report, bool dies_with_parent, pid_t parent
) {
    // Out of the way of 0 to 3 first, so that no dup2 overwrites one that is still needed.
    int sources[4] = {input, output, errors, report};
    for (int i = 0; i < 4; i++) sources[i] = fcntl(sources[i], F_DUPFD, 10);
    for (int i = 0; i < 4; i++) {
        if (sources[i] < 0 || dup2(sources[i], i) < 0) _exit(127);
    }
    fcntl(report_descriptor, F_SETFD, FD_CLOEXEC);
#ifdef SYS_close_range
    syscall(SYS_close_range, report_descriptor + 1, ~0u, 0);
#endif
    setpgid(0, 0);
    if (dies_with_parent) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(127);
    }
    const int usual[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGXFSZ};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) signal(usual[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(path, argv, envp);
    int reason = errno;
    (void)!write(report_descriptor, &reason, sizeof reason);
    _exit(127);
}

// Starts the watchdog of a process group. The number is nobody else's while the group lives, and the
// watchdog is called off before its leader is reaped.
static void watch(pid_t group, shim_child *child) {
    char number[24];
    snprintf(number, sizeof number, "-%d", (int)group);
    char *const arguments[] = {"sh", "-c", "read _; kill -s KILL -- \"$1\"", "sh", number, NULL};
    char *const environment[] = {NULL};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return;
    pid_t pid = fork();
    if (pid == 0) {
        // A group of its own, so that what a terminal sends to this process's group spares it.
        setpgid(0, 0);
        const int deaf[] = {SIGINT, SIGTERM, SIGHUP};
        for (size_t i = 0; i < sizeof deaf / sizeof *deaf; i++) signal(deaf[i], SIG_IGN);
        if (dup2(ends[0], 0) < 0) _exit(127);
#ifdef SYS_close_range
        syscall(SYS_close_range, 1, ~0u, 0);
#endif
        execve("/bin/sh", arguments, environment);
        _exit(127);
    }
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return;
    }
    child->watchdog = pid;
    child->watchdog_input = ends[1];
}

static void reap(pid_t pid) {
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
}

void shim_end(shim_child *child) {
    kill(-child->pid, SIGKILL);
    if (child->watchdog > 0) {
        kill(child->watchdog, SIGKILL);
        close(child->watchdog_input);
        reap(child->watchdog);
        child->watchdog = 0;
    }
    reap(child->pid);
}

int shim_spawn(const char *path, char *const argv[], char *const envp[], shim_child *child) {
    int pipes[4][2];
    for (int i = 0; i < 4; i++) {
        if (pipe2(pipes[i], O_CLOEXEC) != 0) {
            int reason = errno;
            while (i-- > 0) {
                close(pipes[i][0]);
                close(pipes[i][1]);
            }
            return reason;
        }
    }
    bool is_main_thread = getpid() == (pid_t)syscall(SYS_gettid);
    pid_t parent = getpid();
    pid_t pid = fork();
    int fork_error = errno;
    if (pid == 0) {
        become(
            path, argv, envp, pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1], is_main_thread,
            parent);
    }
    close(pipes[0][0]);
    close(pipes[1][1]);
    close(pipes[2][1]);
    close(pipes[3][1]);
    int reason = 0;
    if (pid < 0) {
        reason = fork_error;
    } else {
        setpgid(pid, pid);
        ssize_t count;
        do {
            count = read(pipes[3][0], &reason, sizeof reason);
        } while (count < 0 && errno == EINTR);
        if (count != (ssize_t)sizeof reason) reason = 0;
        if (reason != 0) {
            reap(pid);
        }
    }
    close(pipes[3][0]);
    if (reason != 0) {
        close(pipes[0][1]);
        close(pipes[1][0]);
        close(pipes[2][0]);
        return reason;
    }
    fcntl(pipes[0][1], F_SETFL, O_NONBLOCK);
    fcntl(pipes[1][0], F_SETFL, O_NONBLOCK);
    fcntl(pipes[2][0], F_SETFL, O_NONBLOCK);
    *child = (shim_child){pid, pipes[0][1], pipes[1][0], pipes[2][0], 0, -1};
    watch(pid, child);
    return 0;
}

int shim_has_ended(pid_t pid, int *status, int *signal) {
    siginfo_t info;
    info.si_pid = 0;
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0) return -1;
    if (info.si_pid == 0) return 0;
    *status = info.si_code == CLD_EXITED ? info.si_status : 0;
    *signal = info.si_code == CLD_EXITED ? 0 : info.si_status;
    return 1;
}

ssize_t shim_write(int descriptor, const void *bytes, size_t count) {
    sigset_t pipe_signal, pending, before;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    bool was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    ssize_t written = write(descriptor, bytes, count);
    int reason = errno;
    if (written < 0 && reason == EPIPE && !was_pending) {
        struct timespec now = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR) {
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = reason;
    return written;
}
