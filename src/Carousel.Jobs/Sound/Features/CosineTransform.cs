namespace Carousel.Jobs.Sound;

/// <summary>
/// The orthonormal cosine transform (DCT-II): y[k] = s[k]·Σ x[b]·cos(π·k·(b + ½)/B) with s[0] = √(1/B), else √(2/B).
/// </summary>
/// <param name="inputs">B.</param>
/// <param name="outputs">The first coefficients, at most B.</param>
internal sealed class CosineTransform(int inputs, int outputs)
{
    private readonly double[] _weights =
    [
        .. from k in Enumerable.Range(0, outputs)
           from b in Enumerable.Range(0, inputs)
           select Math.Sqrt((k == 0 ? 1.0 : 2.0) / inputs) * Math.Cos(Math.PI * k * (b + 0.5) / inputs),
    ];

    /// <summary>The coefficients.</summary>
    /// <param name="input">[B].</param>
    /// <param name="output">[outputs], overwritten.</param>
    public void Apply(ReadOnlySpan<double> input, Span<float> output)
    {
        for (int k = 0; k < output.Length; k++)
        {
            double sum = 0;
            for (int b = 0; b < inputs; b++)
            {
                sum += _weights[(k * inputs) + b] * input[b];
            }

            output[k] = (float)sum;
        }
    }
}
