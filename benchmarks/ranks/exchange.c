/* What one exchange of a training step costs: the calls of src/Carousel.Cli/Ranks/OpenMpi.cs, without the training.
   mpicc -O2 exchange.c -o exchange && mpirun -n 2 ./exchange */
#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

enum { SPINS = 2000, MOST = 1 << 26 };

static void wait_for(MPI_Request *request)
{
    int done = 0;
    for (int spins = 0; MPI_Test(request, &done, MPI_STATUS_IGNORE), !done; spins++)
        if (spins >= SPINS)
            sched_yield();
}

int main(int argc, char **argv)
{
    int provided, rank, ranks;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    char *sent = calloc(MOST, 1), *received = calloc(MOST, 1);
    int *bytes = calloc(ranks, sizeof(int)), *starts = calloc(ranks, sizeof(int));
    for (int total = 64; total <= MOST; total *= 4) {
        int rounds = total <= 1 << 16 ? 2000 : total <= 1 << 22 ? 100 : 10;
        for (int r = 0; r < ranks; r++) {
            bytes[r] = total / ranks;
            starts[r] = r * bytes[r];
        }
        double best = 1e9;
        for (int turn = 0; turn < 5; turn++) {
            MPI_Barrier(MPI_COMM_WORLD);
            double began = MPI_Wtime();
            for (int i = 0; i < rounds; i++) {
                MPI_Request request;
                MPI_Ialltoallv(sent, bytes, starts, MPI_BYTE, received, bytes, starts, MPI_BYTE, MPI_COMM_WORLD,
                    &request);
                wait_for(&request);
                MPI_Iallgatherv(MPI_IN_PLACE, 0, MPI_BYTE, received, bytes, starts, MPI_BYTE, MPI_COMM_WORLD, &request);
                wait_for(&request);
            }
            double each = (MPI_Wtime() - began) / rounds;
            best = each < best ? each : best;
        }
        if (rank == 0)
            printf("%d ranks  %9d bytes  %10.1f us\n", ranks, total, best * 1e6);
    }
    MPI_Finalize();
    return 0;
}
