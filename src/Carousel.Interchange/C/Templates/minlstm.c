typedef struct {
    net_matrix w; /* [3 units, inputs], by gate f, i, g */
    const net_number *bias; /* [3 units] */
    int units;
} net_minlstm;

/* One step of a minimal LSTM: f = s(W_f x + b_f), i = s(W_i x + b_i), g = W_g x + b_g, h = (f h + i g) / (f + i), s the
   logistic function. Feng, Tung, Ahmed, Bengio and Hajimirsadeghi 2024, section 3.2. */
static void net_minlstm_step(const net_minlstm *layer, const net_value *x, net_value *h)
{
    net_number a[3 * NET_UNITS];
    const int units = layer->units;
    memcpy(a, layer->bias, 3u * (size_t)units * sizeof(net_number));
    net_multiply(&layer->w, 0, 3 * units, x, a);
    for (int u = 0; u < units; u++) {
        /* 1 / f and 1 / i, whose shares are each other's. */
        const float f = net_logistic_denominator(a[u]);
        const float i = net_logistic_denominator(a[units + u]);
        h[u] = (i * h[u] + f * a[2 * units + u]) / (f + i);
    }
}
