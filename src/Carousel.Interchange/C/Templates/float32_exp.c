static float net_exp(float x)
{
    return expf(x);
}
