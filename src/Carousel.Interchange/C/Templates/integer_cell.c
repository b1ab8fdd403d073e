/* From preactivations z, by gate i, f, g, o, to the new state of one unit of an LSTM: c has 20 fraction bits, so that it keeps what small steps add up to; h has 15. */
static void net_lstm_cell(const int32_t *z, int units, int16_t *h, int32_t *c)
{
    int64_t kept = net_shift((int64_t)net_logistic(z[units]) * *c, 15);
    int64_t entering = net_shift((int64_t)net_logistic(z[0]) * net_tanh(z[2 * units]), 10);
    *c = net_hold(kept + entering, (int32_t)1 << 30);
    *h = (int16_t)net_hold(net_shift((int64_t)net_logistic(z[3 * units]) * net_tanh_at(*c, 14), 15), 32767);
}
