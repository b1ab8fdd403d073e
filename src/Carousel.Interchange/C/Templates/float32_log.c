static float net_log(float x)
{
    return logf(x);
}
