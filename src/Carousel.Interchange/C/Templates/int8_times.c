/* a b. */
static float net_times(float a, float b)
{
    return a * b;
}
