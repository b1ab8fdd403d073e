namespace Carousel.Inspection.Attribution;

/// <summary>Sequences that say nothing, from which attribution begins.</summary>
public static class Baselines
{
    /// <summary>Zeros: of scaled inputs their mean over the training.</summary>
    /// <param name="input">[T, I], the sequence.</param>
    /// <returns>[T, I].</returns>
    public static float[] Zero(float[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new float[input.Length];
    }

    /// <summary>The mean of each input over steps, the same at each step.</summary>
    /// <param name="input">[T, I], the sequence that is attributed: the baseline is as long.</param>
    /// <param name="inputs">I.</param>
    /// <param name="over">[·, I] each, the sequences whose steps make the mean; none for the sequence itself.</param>
    /// <returns>[T, I].</returns>
    /// <exception cref="ArgumentException">A sequence is not a whole number of steps.</exception>
    public static float[] Mean(float[] input, int inputs, params IReadOnlyList<float[]> over)
    {
        ArgumentNullException.ThrowIfNull(over);
        int T = StepsOf(input, inputs), steps = 0;
        var sum = new double[inputs];
        foreach (float[] one in over.Count == 0 ? [input] : over)
        {
            int own = StepsOf(one, inputs);
            steps += own;
            for (int at = 0; at < one.Length; at++)
            {
                sum[at % inputs] += one[at];
            }
        }

        var baseline = new float[input.Length];
        for (int at = 0; at < baseline.Length; at++)
        {
            baseline[at] = (float)(sum[at % inputs] / steps);
        }

        return baseline;
    }

    internal static int StepsOf(float[] input, int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        return input.Length > 0 && input.Length % inputs == 0
            ? input.Length / inputs
            : throw new ArgumentException(
                $"input: expected [T, I] with I = {inputs}, but got {input.Length} values.", nameof(input));
    }

    internal static float[] Fitting(float[]? baseline, float[] input) => baseline is null ? new float[input.Length]
        : baseline.Length == input.Length ? baseline
        : throw new ArgumentException(
            $"baseline: expected as many values as the input has, {input.Length}, but got {baseline.Length}.",
            nameof(baseline));
}
