#define _GNU_SOURCE
#include "CSystemShims.h"

#include <errno.h>
#include <pthread.h>
#include <fcntl.h>
#include <signal.h>
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
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(path, argv, envp);
    int reason = errno;
    (void)!write(report_descriptor, &reason, sizeof reason);
    _exit(127);
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
            while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
            }
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
    *child = (shim_child){pid, pipes[0][1], pipes[1][0], pipes[2][0]};
    return 0;
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
