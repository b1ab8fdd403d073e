namespace Carousel.Laboratory.Rivals;

/// <summary>
/// Quickprop (Fahlman 1988): each weight jumps to the lowest point of the parabola through its last two slopes, but by
/// at most a multiple of its last jump.
/// </summary>
/// <param name="Rate">The rate of plain descent, used if there was no jump or the slope has kept its sign.</param>
/// <param name="Growth">How many times the last jump the next one may be.</param>
/// <param name="Decay">Pulls each weight towards 0.</param>
internal sealed record Quickprop(double Rate, double Growth, double Decay)
{
    /// <summary>Changes weights by the slopes of a pass, which are kept for the next one and cleared.</summary>
    /// <param name="weights">Changed.</param>
    /// <param name="slopes">∂error/∂weight, summed over a pass; cleared.</param>
    /// <param name="before">The slopes of the pass before; overwritten.</param>
    /// <param name="jumps">The last changes; overwritten.</param>
    /// <param name="share">What the rate is multiplied with.</param>
    public void Change(Span<double> weights, Span<double> slopes, Span<double> before, Span<double> jumps, double share)
    {
        double limit = Growth / (1 + Growth);
        double rate = Rate * share;
        for (int k = 0; k < weights.Length; k++)
        {
            double slope = slopes[k] + (Decay * weights[k]);
            double last = before[k];
            double jump = jumps[k];
            double next = 0;
            bool sameSide = jump == 0 || jump * slope < 0;
            if (sameSide)
            {
                next -= rate * slope;
            }

            if (jump != 0)
            {
                // Both slopes as if the jump had gone up: down the hill they are negative then.
                double direction = Math.Sign(jump);
                bool isSteep = direction * slope <= limit * direction * last;
                next += isSteep ? Growth * jump : last == slope ? 0 : jump * slope / (last - slope);
            }

            weights[k] += next;
            jumps[k] = next;
            before[k] = slope;
            slopes[k] = 0;
        }
    }
}
