/* From preactivations z, by gate i, f, g, o, to the new state of one unit of an LSTM. */
static void net_lstm_cell(const float *z, int units, float *h, float *c)
{
    *c = net_logistic(z[units]) * *c + net_logistic(z[0]) * net_tanh(z[2 * units]);
    *h = net_logistic(z[3 * units]) * net_tanh(*c);
}
