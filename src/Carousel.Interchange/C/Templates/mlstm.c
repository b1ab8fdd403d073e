typedef struct {
    net_matrix w; /* [4 units + 2 heads, inputs], by q, k, v, o of all units, then gate i, f of each head */
    const net_number *bias; /* [4 units + 2 heads] */
    int units;
    int heads;
    int exponential_forget; /* whether f is an exponential, as i; else the logistic function */
} net_mlstm;

/* One step of an mLSTM: a = W x + b; m' = max(ln f + m, a_i), i = e^(a_i - m'), f = e^(ln f + m - m'), k over the root
   of a head's size; C = f C + i k v', n = f n + i k, h = s(a_o) C' q / max(|n' q|, e^-m'), s the logistic function, in
   each head. Beck, Poeppel, Spanring and others 2024, equations 19 to 27. c holds C of all heads, then n and m. */
static void net_mlstm_step(const net_mlstm *layer, const net_value *x, net_value *h, net_cell *c)
{
    net_number a[6 * NET_UNITS]; /* there are no more heads than units */
    const int units = layer->units;
    const int heads = layer->heads;
    const int size = units / heads;
    const int rows = 4 * units + 2 * heads;
    net_cell *n = c + units * size;
    net_cell *m = n + units;
    memcpy(a, layer->bias, (size_t)rows * sizeof(net_number));
    net_multiply(&layer->w, 0, rows, x, a);
    for (int head = 0; head < heads; head++) {
        const int first = head * size;
        const net_number *q = a + first;
        net_number *k = a + units + first;
        const float i = a[4 * units + head];
        const float f = a[4 * units + heads + head];
        const float logistic = (f < 0.0f ? f : 0.0f) - net_log(1.0f + net_exp(f < 0.0f ? f : -f));
        const float log_f = layer->exponential_forget ? f : logistic;
        const float kept = log_f + m[head];
        const float most = kept > i ? kept : i;
        const float enters = net_exp(i - most) / net_sqrt((float)size);
        const float stays = net_exp(kept - most);
        float sum = 0.0f;
        float divisor = net_exp(-most);
        m[head] = most;
        for (int j = 0; j < size; j++) {
            k[j] *= enters;
            n[first + j] = stays * n[first + j] + k[j];
            sum += n[first + j] * q[j];
        }
        sum = sum < 0.0f ? -sum : sum;
        divisor = divisor > 1e-6f ? divisor : 1e-6f;
        divisor = sum > divisor ? sum : divisor;
        net_memory_write(c + first * size, size, stays, k, a + 2 * units + first);
        net_memory_read(c + first * size, size, q, h + first);
        for (int u = first; u < first + size; u++) {
            h[u] = net_logistic(a[3 * units + u]) * (h[u] / divisor);
        }
    }
}
