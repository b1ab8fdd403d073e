/* M = keep M + key value': a matrix of a head, [size, size] by key, then value, all else of a row each. */
static void net_memory_write(net_cell *m, int size, float keep, const net_number *key, const net_number *value)
{
    for (int j = 0; j < size; j++) {
        for (int u = 0; u < size; u++) {
            m[j * size + u] = keep * m[j * size + u] + key[j] * value[u];
        }
    }
}

/* What stands under a key, or a query: M' key. */
static void net_memory_read(const net_cell *m, int size, const net_number *key, net_number *read)
{
    for (int u = 0; u < size; u++) {
        read[u] = 0.0f;
    }
    for (int j = 0; j < size; j++) {
        for (int u = 0; u < size; u++) {
            read[u] += key[j] * m[j * size + u];
        }
    }
}
