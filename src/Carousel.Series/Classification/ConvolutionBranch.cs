using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Convolutions over time parallel to the recurrent layers. Their mean over all steps is appended to the pooled
/// states (LSTM-FCN; Karim and others 2017).
/// </summary>
/// <remarks>
/// Every step, and the mean in the end, is normalised over its own filters, not over the batch as there: so an answer
/// depends neither on the rest of a batch nor, if the convolutions only look back, on later steps.
/// </remarks>
internal static class ConvolutionBranch
{
    private const int StepsOfDilation = 100, MostDilation = 64;

    private static readonly (int Steps, int Times)[] _layers = [(7, 1), (5, 2), (3, 1)];

    /// <summary>The layers: rectified convolutions, normalised in between.</summary>
    /// <param name="inputs">Features of a step.</param>
    /// <param name="filters">Of the first and the last layer; the middle one has twice as many.</param>
    /// <param name="dilation">Steps from one seen step to the next.</param>
    /// <param name="causal">Whether no later steps are seen.</param>
    public static Stack Make(int inputs, int filters, int dilation, bool causal)
    {
        var layers = new List<SequenceLayer>();
        foreach ((int steps, int times) in _layers)
        {
            if (layers.Count > 0)
            {
                layers.Add(new LayerNorm(inputs));
            }

            layers.Add(new SequenceConvolution(
                inputs, times * filters, steps, dilation, causal, ElementwiseFunction.Relu));
            inputs = times * filters;
        }

        return new Stack([.. layers]);
    }

    /// <summary>Of long series steps further apart are seen, or a filter would see next to nothing of one.</summary>
    /// <param name="longest">Steps of the longest.</param>
    public static int DilationOf(int longest) => Math.Clamp(longest / StepsOfDilation, 1, MostDilation);

    /// <summary>Whether a dilation is one that can be built: of a design that comes from a file.</summary>
    /// <param name="dilation">It.</param>
    public static bool IsInRange(int dilation) => dilation is >= 0 and <= MostDilation;

    /// <summary>Multiply-adds of a step.</summary>
    /// <param name="inputs">Features of a step.</param>
    /// <param name="filters">Of the first layer; 0 for none.</param>
    public static long MultiplyAdds(int inputs, int filters)
    {
        long sum = 0;
        foreach ((int steps, int times) in _layers)
        {
            sum += (long)inputs * steps * times * filters;
            inputs = times * filters;
        }

        return sum;
    }
}
