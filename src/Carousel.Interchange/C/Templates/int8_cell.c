/* From preactivations z, by gate i, f, g, o, to the new state of one unit of an LSTM: one division serves both factors of a product. */
static void net_lstm_cell(const float *z, int units, float *h, float *c)
{
    float f = 1.0f / net_logistic_denominator(z[units]);
    float g = net_tanh_numerator(z[2 * units]);
    float entering = g * (1.0f / (net_logistic_denominator(z[0]) * (g + 2.0f)));
    *c = fmaf(f, *c, entering);
    float squashed = net_tanh_numerator(*c);
    *h = squashed * (1.0f / (net_logistic_denominator(z[3 * units]) * (squashed + 2.0f)));
}
