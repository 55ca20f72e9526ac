// A few threads that walk through the same steps side by side and wait for one another after each.

#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernels.h"

struct conv_team {
    int32_t threads;
    pthread_t *workers;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    /// How many runs were started; the workers sleep until it grows. Negative: the end.
    _Atomic int64_t generation;
    /// How often any thread has come to the end of a step, in all runs: never set back, since a
    /// thread may still be waiting for the last step of a run when the next one starts.
    _Atomic int64_t arrivals;
    /// The thread that started the last run, and the core that it was on; negative where unknown.
    _Atomic pid_t leader;
    _Atomic int leader_core;
    /// The run under way, and what `arrivals` was before it.
    int64_t earlier_arrivals;
    const conv_step *steps;
    size_t count;
    float *scratch;
    size_t scratch_count;
};

typedef struct {
    conv_team *team;
    int32_t thread;
} worker_start;

static void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

/// Waits, at first without giving the core away, until `everyone` has arrived.
static void meet(conv_team *team, int64_t everyone) {
    atomic_fetch_add_explicit(&team->arrivals, 1, memory_order_acq_rel);
    for (int spins = 0;
         atomic_load_explicit(&team->arrivals, memory_order_acquire) < everyone; spins++) {
        if (spins < 2000) relax();
        else sched_yield();
    }
}

static void run_step(const conv_step *step, int32_t thread, int32_t threads, float *scratch) {
    switch (step->instructions) {
#if defined(__x86_64__)
    case CONV_AVX512: conv_run_avx512(step, thread, threads, scratch); break;
    case CONV_AVX2: conv_run_avx2(step, thread, threads, scratch); break;
#endif
    default: conv_run_sse(step, thread, threads, scratch); break;
    }
}

static void run_share(conv_team *team, int32_t thread) {
    // The team may belong to the next run as soon as all have arrived at the last step's end.
    const conv_step *steps = team->steps;
    const size_t count = team->count;
    const int32_t threads = team->threads;
    int64_t arrivals = team->earlier_arrivals;
    float *scratch = team->scratch + (size_t)thread * team->scratch_count;
    for (size_t i = 0; i < count; i++) {
        run_step(steps + i, thread, threads, scratch);
        if (threads > 1) meet(team, arrivals += threads);
    }
}

/// Leaves the core of the thread that started the run, if it may use another one. While runs are
/// short, a scheduler may keep both on one core, where they take turns.
static void leave_leader(conv_team *team) {
    const int core = atomic_load_explicit(&team->leader_core, memory_order_relaxed);
    if (core < 0 || core >= CPU_SETSIZE || sched_getcpu() != core) return;
    // What the leader may use, since this thread may have been confined here before.
    cpu_set_t others;
    if (sched_getaffinity(atomic_load(&team->leader), sizeof others, &others) != 0) return;
    CPU_CLR(core, &others);
    if (CPU_COUNT(&others) > 0) sched_setaffinity(0, sizeof others, &others);
}

/// The calling thread's number.
static pid_t this_thread(void) {
    static _Thread_local pid_t known;
    if (known == 0) known = (pid_t)syscall(SYS_gettid);
    return known;
}

static void *work(void *argument) {
    const worker_start start = *(worker_start *)argument;
    free(argument);
    conv_team *team = start.team;
    for (int64_t seen = 0;;) {
        int64_t now = seen;
        for (int spins = 0; spins < 20000 && now == seen; spins++) {
            relax();
            now = atomic_load_explicit(&team->generation, memory_order_acquire);
        }
        if (now == seen) {
            pthread_mutex_lock(&team->mutex);
            while ((now = atomic_load(&team->generation)) == seen)
                pthread_cond_wait(&team->wake, &team->mutex);
            pthread_mutex_unlock(&team->mutex);
        }
        if (now < 0) return NULL;
        seen = now;
        leave_leader(team);
        run_share(team, start.thread);
    }
}

static void announce(conv_team *team, int64_t generation) {
    pthread_mutex_lock(&team->mutex);
    atomic_store(&team->generation, generation);
    pthread_cond_broadcast(&team->wake);
    pthread_mutex_unlock(&team->mutex);
}

conv_team *conv_team_create(int32_t threads) {
    conv_team *team = calloc(1, sizeof *team);
    if (!team) return NULL;
    team->threads = 1;
    team->workers = calloc((size_t)threads, sizeof *team->workers);
    pthread_mutex_init(&team->mutex, NULL);
    pthread_cond_init(&team->wake, NULL);
    while (team->workers && team->threads < threads) {
        worker_start *start = malloc(sizeof *start);
        if (!start) break;
        *start = (worker_start){team, team->threads};
        if (pthread_create(&team->workers[team->threads - 1], NULL, work, start) != 0) {
            free(start);
            break;
        }
        team->threads++;
    }
    if (team->threads == threads) return team;
    conv_team_destroy(team);
    return NULL;
}

void conv_team_destroy(conv_team *team) {
    announce(team, -1);
    for (int32_t i = 0; i + 1 < team->threads; i++) pthread_join(team->workers[i], NULL);
    pthread_cond_destroy(&team->wake);
    pthread_mutex_destroy(&team->mutex);
    free(team->workers);
    free(team);
}

void conv_run(
    conv_team *team, const conv_step *steps, size_t count, float *scratch, size_t scratch_count) {
    team->steps = steps;
    team->count = count;
    team->scratch = scratch;
    team->scratch_count = scratch_count;
    if (team->threads > 1) {
        team->earlier_arrivals = atomic_load(&team->arrivals);
        atomic_store_explicit(&team->leader, this_thread(), memory_order_relaxed);
        atomic_store_explicit(&team->leader_core, sched_getcpu(), memory_order_relaxed);
        announce(team, atomic_load(&team->generation) + 1);
    }
    run_share(team, 0);
}
