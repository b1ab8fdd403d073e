typedef struct {
    net_matrix w; /* [4 units + heads, inputs], by q, k, v, o of all units, then the rate of each head; where it decays
                     [4 units + 2 heads, inputs], the decay of each head behind them */
    const net_number *bias; /* as the rows of w */
    int units;
    int heads;
    int decays;
} net_delta;

/* row over its length */
static void net_delta_normalise(net_number *row, int size)
{
    float square = 1e-12f;
    float length;
    for (int j = 0; j < size; j++) {
        square += row[j] * row[j];
    }
    length = net_sqrt(square);
    for (int j = 0; j < size; j++) {
        row[j] /= length;
    }
}

/* One step of the delta rule: a = W x + b, q and k over their lengths, b = 2 s(a_b), d = s(a_d) or 1, s the logistic
   function; S = d S + b k (v - d S' k)', h = s(a_o) S' q, in each head. Schlag, Irie and Schmidhuber 2021; b up to 2:
   Grazzi, Siems and others 2024. c holds S of all heads. */
static void net_delta_step(const net_delta *layer, const net_value *x, net_value *h, net_cell *c)
{
    net_number a[6 * NET_UNITS]; /* there are no more heads than units */
    const int units = layer->units;
    const int heads = layer->heads;
    const int size = units / heads;
    const int rows = 4 * units + (layer->decays ? 2 : 1) * heads;
    memcpy(a, layer->bias, (size_t)rows * sizeof(net_number));
    net_multiply(&layer->w, 0, rows, x, a);
    for (int head = 0; head < heads; head++) {
        const int first = head * size;
        net_number *q = a + first;
        net_number *k = a + units + first;
        net_number *v = a + 2 * units + first;
        net_cell *matrix = c + first * size;
        const float rate = 2.0f * net_logistic(a[4 * units + head]);
        const float decay = layer->decays ? net_logistic(a[4 * units + heads + head]) : 1.0f;
        net_delta_normalise(q, size);
        net_delta_normalise(k, size);
        net_memory_read(matrix, size, k, h + first);
        for (int u = 0; u < size; u++) {
            v[u] = rate * (v[u] - decay * h[first + u]);
        }
        net_memory_write(matrix, size, decay, k, v);
        net_memory_read(matrix, size, q, h + first);
        for (int u = first; u < first + size; u++) {
            h[u] = net_logistic(a[3 * units + u]) * h[u];
        }
    }
}
