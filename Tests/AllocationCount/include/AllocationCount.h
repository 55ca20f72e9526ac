// Counts what a program allocates, in every thread: linked into one, its malloc comes first.
#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

// Calls of malloc and its siblings since the program began.
long allocation_count(void);

#endif
