/* A matrix, row after row. */
typedef struct {
    const float *values; /* [rows, columns] */
    int columns;
} net_matrix;

/* z += M x, for the rows of M from first on. */
static void net_multiply(const net_matrix *matrix, int first, int rows, const float *x, float *z)
{
    for (int r = 0; r < rows; r++) {
        const float *row = matrix->values + (first + r) * matrix->columns;
        float sum = z[r];
        for (int k = 0; k < matrix->columns; k++) {
            sum += row[k] * x[k];
        }
        z[r] = sum;
    }
}
