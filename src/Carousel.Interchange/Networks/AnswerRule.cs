using Carousel.Networks;

namespace Carousel.Interchange.Networks;

/// <summary>From the numbers of a network's last stage to the answer.</summary>
internal static class AnswerRule
{
    /// <summary>Makes one network's answer in place: before the mean over the networks.</summary>
    public static void OfMember(PortableAnswer rule, StepArithmetic arithmetic, Span<float> values)
    {
        if (rule.Function == PortableFunction.Softmax)
        {
            Softmax(values, rule, arithmetic);
        }
        else if (rule.Function == PortableFunction.Logistic)
        {
            foreach (ref float value in values)
            {
                value = arithmetic.Logistic(value);
            }
        }
        else if (rule.Quantiles is { } quantiles)
        {
            for (int first = 0; first < values.Length; first += quantiles.Count)
            {
                values.Slice(first, quantiles.Count).Sort();
            }
        }
    }

    /// <summary>
    /// Ends the mean over the networks in place: quantiles are widened as <see cref="PortableQuantiles"/> states.
    /// </summary>
    public static void OfAll(PortableAnswer rule, Span<float> values)
    {
        if (rule.Quantiles is not { } quantiles)
        {
            return;
        }

        for (int first = 0; first < values.Length; first += quantiles.Count)
        {
            Span<float> run = values.Slice(first, quantiles.Count);
            float median = run[quantiles.Median];
            for (int q = 0; q < run.Length; q++)
            {
                float moved = run[q] + (float)quantiles.Offsets[first + q];
                run[q] = q < quantiles.Median ? MathF.Min(moved, median) : MathF.Max(moved, median);
            }

            run.Sort();
            for (int q = 0; q < run.Length; q++)
            {
                run[q] += (float)quantiles.Spreads[first + q] * (run[q] - median);
            }

            run.Sort();
        }
    }

    private static void Softmax(Span<float> values, PortableAnswer rule, StepArithmetic arithmetic)
    {
        (float factor, float spread) = ((float)(1 / rule.Temperature), (float)rule.Spread);
        float largest = float.NegativeInfinity, sum = 0;
        foreach (float value in values)
        {
            largest = MathF.Max(largest, value);
        }

        foreach (ref float value in values)
        {
            value = arithmetic.Exp((value - largest) * factor);
            sum += value;
        }

        foreach (ref float value in values)
        {
            value /= sum;
            value += spread * ((1f / values.Length) - value);
        }
    }
}
