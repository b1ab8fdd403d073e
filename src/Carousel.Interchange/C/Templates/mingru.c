typedef struct {
    net_matrix w; /* [2 units, inputs], by gate z, g */
    const net_number *bias; /* [2 units] */
    int units;
} net_mingru;

/* One step of a minimal GRU: z = s(W_z x + b_z), g = W_g x + b_g, h = (1 - z) h + z g, s the logistic function.
   Feng, Tung, Ahmed, Bengio and Hajimirsadeghi 2024, section 3.1. */
static void net_mingru_step(const net_mingru *layer, const net_value *x, net_value *h)
{
    net_number a[2 * NET_UNITS];
    const int units = layer->units;
    memcpy(a, layer->bias, 2u * (size_t)units * sizeof(net_number));
    net_multiply(&layer->w, 0, 2 * units, x, a);
    for (int u = 0; u < units; u++) {
        const float z = net_logistic(a[u]);
        h[u] = (1.0f - z) * h[u] + z * a[units + u];
    }
}
