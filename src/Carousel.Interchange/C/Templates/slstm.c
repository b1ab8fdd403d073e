typedef struct {
    net_matrix w; /* [4 units, inputs], by gate i, f, z, o */
    net_matrix r; /* [4 units, units of a head]: a unit sees the states of its own head */
    const net_number *bias; /* [4 units] */
    int units;
    int exponential_forget; /* whether f is an exponential, as i; else the logistic function */
} net_slstm;

/* One step of an sLSTM: a = W x + R h + b; m' = max(ln f + m, a_i), i = e^(a_i - m'), f = e^(ln f + m - m');
   c = f c + i tanh(a_z), n = f n + i, h = s(a_o) c / n, s the logistic function. Nothing is kept of an empty state.
   Beck, Poeppel, Spanring and others 2024, equations 8 to 18. c holds c, n and m. */
static void net_slstm_step(const net_slstm *layer, const net_value *x, net_value *h, net_cell *c)
{
    net_number a[4 * NET_UNITS];
    const int units = layer->units;
    const int head = layer->r.columns;
    net_cell *n = c + units;
    net_cell *m = n + units;
    memcpy(a, layer->bias, 4u * (size_t)units * sizeof(net_number));
    net_multiply(&layer->w, 0, 4 * units, x, a);
    for (int first = 0; first < 4 * units; first += head) {
        net_multiply(&layer->r, first, head, h + first % units, a + first);
    }
    for (int u = 0; u < units; u++) {
        const float f = a[units + u];
        const float log_f = layer->exponential_forget ? f : -net_log(net_logistic_denominator(f));
        const float kept = n[u] == 0.0f ? -1e30f : log_f + m[u];
        const float most = kept > a[u] ? kept : a[u];
        const float enters = net_exp(a[u] - most);
        const float stays = net_exp(kept - most);
        m[u] = most;
        c[u] = stays * c[u] + enters * net_tanh(a[2 * units + u]);
        n[u] = stays * n[u] + enters;
        h[u] = net_logistic(a[3 * units + u]) * c[u] / n[u];
    }
}
