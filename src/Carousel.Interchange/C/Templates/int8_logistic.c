static float net_logistic(float x)
{
    return 1.0f / net_logistic_denominator(x);
}
