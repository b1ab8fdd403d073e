static float net_sqrt(float x)
{
    return sqrtf(x);
}
