static float net_tanh(float x)
{
    float numerator = net_tanh_numerator(x);
    return numerator / (numerator + 2.0f);
}
